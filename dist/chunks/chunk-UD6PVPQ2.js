import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{i as g,j as c}from"./chunk-SC5MREQU.js";var i=e=>e;function u(e){if(!e)return{bold:i,dim:i,red:i,green:i,yellow:i,cyan:i,removed:i,added:i};let n=(r,m)=>s=>s===""?"":`\x1B[${r}m${s}\x1B[${m}m`,[t,o]=[n(31,39),n(32,39)],[d,l]=[n(9,29),n(4,24)];return{bold:n(1,22),dim:n(2,22),red:t,green:o,yellow:n(33,39),cyan:n(36,39),removed:r=>t(d(r)),added:r=>o(l(r))}}var f=4e3;function $(e,n){let t=u(n.color),o=({code:d,message:l,help:r,place:m})=>{let s=b(m);return[`${t.red("✖")} ${t.bold(t.red(d))}${s?` ${t.cyan(s)}`:""}`,...a(l,"  "),...r.trim()===""?[]:a(r.trimEnd(),`  ${t.dim("│")} `)].join(`
`)};return e.length===0?"":`${e.map(o).join(`

`)}
`}function b(e){if(e===void 0)return"";let{path:n,line:t,column:o}=e;return[c(n,200),t,t===void 0?void 0:o].filter(d=>d!==void 0).join(":")}function a(e,n){return g(e.slice(0,f)).split(`
`).map(t=>`${n}${t}`)}export{u as a,$ as b};
