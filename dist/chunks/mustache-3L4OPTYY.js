import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b,c,d,e}from"./chunk-JZN4EZBF.js";import"./chunk-44Y3MZ45.js";import"./chunk-JG4EQO4K.js";import"./chunk-VHIH2CSP.js";import"./chunk-D65MEZB5.js";export{a as compileMustache,d as isEmpty,e as isList,c as javascriptText,b as ownMember};
