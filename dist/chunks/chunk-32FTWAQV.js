import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as n}from"./chunk-62NGATOM.js";var s=140;function f({core:t,renderProgress:e,escapeLog:o}){let i=n();return{info:r=>t.info(o(r)),warn:r=>t.warning(o(r)),error:r=>t.error(o(r)),progress(r){i(r)&&t.info(o(e(r,s)))}}}export{f as a};
