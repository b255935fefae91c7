import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function u(n,r){return n.length<=r?n:`${n.slice(0,r-1).replace(/[\uD800-\uDBFF]$/,"")}…`}export{u as a};
