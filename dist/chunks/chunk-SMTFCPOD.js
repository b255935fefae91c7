import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function r(n){return Math.max(60,n.columns??100)}function o(n,e){return e.NO_COLOR||e.TERM==="dumb"?!1:n.isTTY===!0||(e.FORCE_COLOR??"0")!=="0"}function t({onSignal:n}){let e=new AbortController;return n(()=>e.abort()),e.signal}export{r as a,o as b,t as c};
