import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-VQWEFAFX.js";import"./chunk-VVEOXOIS.js";import"./chunk-SC5MREQU.js";import"./chunk-D65MEZB5.js";export{a as renderProblems};
