import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-EJOAGF4Q.js";import"./chunk-D65MEZB5.js";export{b as negated,a as runCheck};
