import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-225S2375.js";import"./chunk-44AGYSWT.js";import"./chunk-HQCH4KHJ.js";import"./chunk-KCBIABRT.js";import"./chunk-GUAAJI3B.js";import"./chunk-POFFIU6H.js";import"./chunk-J4TQJFKP.js";import"./chunk-D65MEZB5.js";export{b as draftOf,a as isHistoric};
