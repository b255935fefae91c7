import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-FQQMWKMO.js";import"./chunk-PHAJMUN3.js";import"./chunk-MSACDX2U.js";import"./chunk-VHIH2CSP.js";import"./chunk-W4MLLBFS.js";import"./chunk-EOUA6CKV.js";import"./chunk-D65MEZB5.js";export{a as compilePattern,b as regex};
