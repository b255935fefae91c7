import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a,b}from"./chunk-ZYXPJCII.js";import"./chunk-A4BQGCRL.js";import"./chunk-D65MEZB5.js";export{a as TRIES,b as createClient};
