import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-P4GPDYHZ.js";import"./chunk-T3AWG5MZ.js";import"./chunk-27IC3C7R.js";import"./chunk-EOUA6CKV.js";import"./chunk-E6YL6CPE.js";import"./chunk-ZHPNXLIJ.js";export{a as compilePattern,b as regex};
