import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-324HUZ53.js";import"./chunk-T2EDFCBT.js";import"./chunk-A4BQGCRL.js";import"./chunk-D65MEZB5.js";export{a as LABEL_BRANCH,b as createLabelLedger};
