import{M as e,N as t}from"./start-CS_9biUV.js";import{i as n}from"./layout-CKc1aRgp.js";import{n as r}from"./screen-Cu8WmxV2.js";import{t as i}from"./style-DI-p4rNC.js";function a(e,t){let n=i(t.color);return e.length===0?``:`${e.map(({code:e,message:r,help:i,place:a})=>{let c=o(a);return[`${n.red(`✖`)} ${n.bold(n.red(e))}${c?` ${n.cyan(c)}`:``}`,...s(r,`  `,t.width),...i.trim()===``?[]:s(i.trimEnd(),`  ${n.dim(`│`)} `)].join(`
`)}).join(`

`)}\n`}function o(t){if(t===void 0)return``;let{path:n,line:r,column:i}=t;return[e(n,200),r,r===void 0?void 0:i].filter(e=>e!==void 0).join(`:`)}function s(e,i,a=1/0){let o=t(e.slice(0,4e3));return(a===1/0?o.split(`
`):n([{text:o,paint:r}],a-i.length)).map(e=>`${i}${e}`)}export{a as t};