import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-LK4BMRCC.js";import"./chunk-F5KIS56E.js";import"./chunk-DVPMJ5H3.js";import"./chunk-JG4EQO4K.js";import"./chunk-VHIH2CSP.js";import"./chunk-EOUA6CKV.js";import"./chunk-D65MEZB5.js";export{a as compileJinja};
