import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b,c,d,e}from"./chunk-DKTHTMTH.js";import"./chunk-S23M3LDA.js";import"./chunk-CZ32NCVV.js";import"./chunk-JG4EQO4K.js";import"./chunk-BMGW3S7P.js";import"./chunk-ZHPNXLIJ.js";export{a as CLI_FLAGS,b as DEMO_FLAGS,c as optionFlags,e as unknownCommand,d as usage};
