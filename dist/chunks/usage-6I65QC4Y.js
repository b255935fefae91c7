import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b,c,d,e}from"./chunk-CW73NJPB.js";import"./chunk-UKQJHPTV.js";import"./chunk-B7TFN4E2.js";import"./chunk-HAO3NUTW.js";import"./chunk-JG4EQO4K.js";import"./chunk-D65MEZB5.js";export{a as CLI_FLAGS,b as DEMO_FLAGS,c as optionFlags,e as unknownCommand,d as usage};
