import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as s}from"./chunk-VVEOXOIS.js";import{k as m,l as d}from"./chunk-44ITJJCW.js";var a=4e3;function g(r,e){let n=s(e.color),t=({code:o,message:f,help:i,place:u})=>{let l=p(u);return[`${n.red("✖")} ${n.bold(n.red(o))}${l?` ${n.cyan(l)}`:""}`,...c(f,"  "),...i.trim()===""?[]:c(i.trimEnd(),`  ${n.dim("│")} `)].join(`
`)};return r.length===0?"":`${r.map(t).join(`

`)}
`}function p(r){if(r===void 0)return"";let{path:e,line:n,column:t}=r;return[d(e,200),n,n===void 0?void 0:t].filter(o=>o!==void 0).join(":")}function c(r,e){return m(r.slice(0,a)).split(`
`).map(n=>`${e}${n}`)}export{g as a};
