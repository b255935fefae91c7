import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function o(n){let[r="",e=""]=n.split("/");return{owner:r,repo:e}}export{o as a};
