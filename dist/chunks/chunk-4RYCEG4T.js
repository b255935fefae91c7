import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function l(t){let i=/^(.+)#([\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}\p{N}_$-]+)*)$/u.exec(t),[,e,n]=i??[];return e===void 0||n===void 0?{file:t}:{file:e,symbol:n}}function o(t){let i=[0];for(let e=t.indexOf(`
`);e!==-1;e=t.indexOf(`
`,e+1))i.push(e+1);return e=>{let n=0,r=i.length-1;for(;n<r;){let s=Math.ceil((n+r)/2);(i[s]??0)<=e?n=s:r=s-1}return{line:n+1,column:e-(i[n]??0)+1}}}export{l as a,o as b};
