import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-2XLLJOW6.js";import"./chunk-G7GDOFXU.js";import"./chunk-MSACDX2U.js";import"./chunk-5N5E3GZY.js";import"./chunk-EOUA6CKV.js";import"./chunk-VHIH2CSP.js";import"./chunk-D65MEZB5.js";export{a as compilePattern,b as regex};
