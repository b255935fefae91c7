import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{b as t}from"./chunk-EOUA6CKV.js";import{createHash as r}from"node:crypto";function o(n){return r("sha256").update(n,"utf8").digest("hex")}function s(n){return o(t(n))}export{o as a,s as b};
