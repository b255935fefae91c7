import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a}from"./chunk-62NGATOM.js";import{a as g}from"./chunk-54TFSULC.js";var d=100,u="\r\x1B[2K",P="\x1B[33m",k="\x1B[31m",C="\x1B[39m";function y(f){let{stream:e,isTty:w,color:p,columns:c,renderProgress:l,escapeLog:L,clock:$=g}=f,E=a(),s=!1,m=Number.NEGATIVE_INFINITY;function i(o,n="",r=""){s&&e.write(u),s=!1;let t=n===""?"":p?`${r}${n}${C} `:`${n} `;e.write(`${t}${L(o)}
`)}function b(o,n){let r=o.done>=o.total,t=$.monotonic();(r?!n:t-m<d)||(m=t,s=!r,e.write(`${u}${l(o,c)}${r?`
`:""}`))}return{info:o=>i(o),warn:o=>i(o,"warning:",P),error:o=>i(o,"error:",k),progress(o){let n=E(o);w?b(o,n):n&&e.write(`${l(o,c)}
`)}}}export{y as a};
