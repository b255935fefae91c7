import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{b as c}from"./chunk-SKQHRHP3.js";import"./chunk-PHAJMUN3.js";import"./chunk-MSACDX2U.js";import"./chunk-VHIH2CSP.js";import"./chunk-EOUA6CKV.js";import"./chunk-D65MEZB5.js";var n=(o,t)=>c(o,t,({missing:e})=>e.length===0);export{n as containsAll};
