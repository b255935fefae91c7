import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-USLNJH4J.js";import"./chunk-VIUQOGM2.js";import"./chunk-44Y3MZ45.js";import"./chunk-JG4EQO4K.js";import"./chunk-EOUA6CKV.js";import"./chunk-VHIH2CSP.js";import"./chunk-D65MEZB5.js";export{a as compileJinja};
