import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function o(r){let t=[0];for(let e=r.indexOf(`
`);e!==-1;e=r.indexOf(`
`,e+1))t.push(e+1);return e=>{let n=0,i=t.length-1;for(;n<i;){let l=Math.ceil((n+i)/2);(t[l]??0)<=e?n=l:i=l-1}return{line:n+1,column:e-(t[n]??0)+1}}}export{o as a};
