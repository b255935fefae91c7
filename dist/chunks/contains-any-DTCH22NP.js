import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{b as c}from"./chunk-ADOXTLGG.js";import"./chunk-PUWRFW5M.js";import"./chunk-Y27ZYA4O.js";import"./chunk-VHIH2CSP.js";import"./chunk-EOUA6CKV.js";import"./chunk-D65MEZB5.js";var r=(o,t)=>c(o,t,({found:n})=>n.length>0);export{r as containsAny};
