import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-KTGR3TD7.js";import"./chunk-PUWRFW5M.js";import"./chunk-Y27ZYA4O.js";import"./chunk-VHIH2CSP.js";import"./chunk-LPW7U3ZF.js";import"./chunk-EOUA6CKV.js";import"./chunk-D65MEZB5.js";export{a as compilePattern,b as regex};
