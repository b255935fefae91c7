import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as o,b as i}from"./chunk-IKUYOR5L.js";function l(t,r){let n=i([t,r.map(({name:e,content:s})=>[e,s])]).slice(0,32);return c(n,[t,...r.map(({content:e})=>e)])}function c(t,r){let n=t;for(;r.some(e=>e.includes(n));)n=o(n).slice(0,32);return n}function a({name:t,content:r},n){return`<<<${t} ${n}>>>
${r}
<<<END ${t} ${n}>>>`}export{l as a,a as b};
