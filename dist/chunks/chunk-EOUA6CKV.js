import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function e(n){return typeof n=="object"&&n!==null&&!Array.isArray(n)}function i(n){return JSON.stringify(n,(s,t)=>e(t)?Object.fromEntries(Object.entries(t).sort(([r],[o])=>r<o?-1:r>o?1:0)):t)}function c(n){return typeof n=="string"?n:JSON.stringify(n)}export{e as a,i as b,c};
