import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{b as c}from"./chunk-SKQHRHP3.js";import"./chunk-PHAJMUN3.js";import"./chunk-MSACDX2U.js";import"./chunk-VHIH2CSP.js";import"./chunk-EOUA6CKV.js";import"./chunk-D65MEZB5.js";var r=(o,t)=>c(o,t,({found:n})=>n.length>0);export{r as containsAny};
