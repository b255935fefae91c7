import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function o(e){return Math.max(60,e.columns??100)}function r(e,n){return n.NO_COLOR||n.TERM==="dumb"?!1:e.isTTY===!0||(n.FORCE_COLOR??"0")!=="0"}function t({onSignal:e}){let n=new AbortController;return e(()=>n.abort()),n.signal}export{o as a,r as b,t as c};
