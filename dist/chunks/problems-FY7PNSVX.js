import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-5U2I6WDZ.js";import"./chunk-VVEOXOIS.js";import"./chunk-44ITJJCW.js";import"./chunk-D65MEZB5.js";export{a as renderProblems};
