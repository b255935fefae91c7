import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-266WF3SZ.js";import"./chunk-562B6D2C.js";import"./chunk-WFS24VDV.js";import"./chunk-A4BQGCRL.js";import"./chunk-IKUYOR5L.js";import"./chunk-EOUA6CKV.js";import"./chunk-D65MEZB5.js";export{a as putPart};
