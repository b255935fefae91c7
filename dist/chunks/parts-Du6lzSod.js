import{qr as e}from"./start-CS_9biUV.js";import{n as t,r as n,t as r}from"./marker-BL1hNuI8.js";function i(n,i,a){let o=n.map(({run:e})=>e).toSorted((e,t)=>r(t,e))[0],c=Math.max(0,...n.map(e=>s(e,`0`.repeat(16)).length))+7+1,l=i(n,{limit:a-100,overhead:c}),u=e(JSON.stringify(l)).slice(0,16),d=l.parts.flatMap(({scope:e,text:t})=>{let r=n.find(t=>t.scope===e);return r?[`${s(r,u)}\n${t.trim()}`]:[]});return`${t({...o??{id:0,attempt:0},parts:u})}\n${l.heading}${d.map(e=>`

---

`+e).join(``)}`}function a(e){let t=e.replaceAll(`\r
`,`
`),r=n(t)?.parts;if(r===void 0)return[];let[,...i]=t.split(`\n<!-- part ${r} `);return i.flatMap(e=>{let[,t=``,n,r,i]=/^scope=([\w.!~*'()%-]{1,1200}) run=(\d{1,16})\.(\d{1,16}) (pass|warn|fail|running) -->\n/.exec(e)??[];return i===void 0?[]:[{scope:c(t),run:{id:Number(n),attempt:Number(r)},outcome:i===`running`?void 0:i,text:e.slice(e.indexOf(`
`)+1).trim().replace(/\n\n---$/,``)}]})}function o(e){let t=new Map;for(let n of e){let e=t.get(n.scope);(e===void 0||r(n.run,e.run)>=0)&&t.set(n.scope,n)}return[...t.values()]}function s({scope:e,run:t,outcome:n},r){return`<!-- part ${r} scope=${encodeURIComponent(e.toWellFormed())} run=${t.id}.${t.attempt} ${n??`running`} -->`}function c(e){try{return decodeURIComponent(e)}catch{return``}}export{o as n,a as r,i as t};