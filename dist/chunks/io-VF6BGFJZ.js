import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b,c}from"./chunk-SMTFCPOD.js";import"./chunk-D65MEZB5.js";export{c as stopSignal,b as wantsColor,a as widthOf};
