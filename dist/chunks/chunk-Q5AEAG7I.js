import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as s,i as m,j as a}from"./chunk-33TLKAGC.js";function i(r,n){m(r,n,"values and clusters");let e=new Map;return r.forEach((o,p)=>{let t=s(n,p),u=e.get(t);u?u.push(o):e.set(t,[o])}),[...e.values()]}function f(r,n){return n?i(r,n).map(a):[...r]}export{i as a,f as b};
