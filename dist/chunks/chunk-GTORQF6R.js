import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
function i(e){let d=/^(.+)#([\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}\p{N}_$-]+)*)$/u.exec(e),[,n,s]=d??[];return n===void 0||s===void 0?{file:e}:{file:n,symbol:s}}export{i as a};
