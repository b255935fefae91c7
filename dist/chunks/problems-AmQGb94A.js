import{A as e,j as t}from"./start-CkIUu28o.js";import{t as n}from"./style-DI-p4rNC.js";function r(e,t){let r=n(t.color);return e.length===0?``:`${e.map(({code:e,message:t,help:n,place:o})=>{let s=i(o);return[`${r.red(`✖`)} ${r.bold(r.red(e))}${s?` ${r.cyan(s)}`:``}`,...a(t,`  `),...n.trim()===``?[]:a(n.trimEnd(),`  ${r.dim(`│`)} `)].join(`
`)}).join(`

`)}\n`}function i(t){if(t===void 0)return``;let{path:n,line:r,column:i}=t;return[e(n,200),r,r===void 0?void 0:i].filter(e=>e!==void 0).join(`:`)}function a(e,n){return t(e.slice(0,4e3)).split(`
`).map(e=>`${n}${e}`)}export{r as t};