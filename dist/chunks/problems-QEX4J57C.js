import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{b as a}from"./chunk-UD6PVPQ2.js";import"./chunk-SC5MREQU.js";import"./chunk-D65MEZB5.js";export{a as renderProblems};
