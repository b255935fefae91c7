import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b,c,d,e}from"./chunk-LPW7U3ZF.js";import"./chunk-D65MEZB5.js";export{a as ERROR_CODES,b as RatchetError,c as RatchetErrors,e as messageOf,d as problemsOf};
