import{hi as e,ji as t}from"./start-CS_9biUV.js";import{n,t as r}from"./json-schema-CJZRPEJK.js";function i(e){return{text:`TASK
{{prompt}}

FORM OF THE VERDICT
A JSON object that follows this schema:
{{schema}}

{{data}}

Do the TASK for OUTPUT. The verdict is a JSON object of the form above.`,question:e.prompt,parts:t=>({prompt:t,schema:JSON.stringify(e.answer)}),verdicts:[],answer:{schema:e.answer,read:t=>o(e,t)},system:e.system,score:()=>0}}function a(e){if(r(e.answer),e.answer.type!==`object`||s(e)===void 0)throw new t({code:`E_SCORER_INVALID`,message:`The answer's schema has no member "${e.score}" that gives a score.`,help:`The answer is an object, and the scoring member a boolean, a number between limits, or a text with worth:
  answer:
    type: object
    properties: { rating: { type: integer, minimum: 1, maximum: 5 } }
    required: [rating]
    additionalProperties: false
  score: rating`})}function o(t,r){if(!e(r))return{ok:!1,message:`"verdict" is not a JSON object`};let i=n(t.answer,r);if(!i.ok)return{ok:!1,message:`"verdict" could not be checked: ${i.message}`};if(i.value<1)return{ok:!1,message:`"verdict" does not follow its schema: ${i.reason}`};let a=c(Object.hasOwn(r,t.score)?r[t.score]:void 0,s(t));return a===void 0?{ok:!1,message:`"${t.score}" of the verdict gives no score`}:{ok:!0,value:a}}function s({answer:t,score:n,worth:r}){let i=t.properties,a=e(i)&&Object.hasOwn(i,n)?i[n]:void 0;if(!e(a))return;if(r!==void 0){let e=Array.isArray(a.enum)?a.enum:[],t=e.every(e=>typeof e==`string`&&Object.hasOwn(r,e));return e.length>0&&t?{kind:`texts`,worth:r}:void 0}if(a.type===`boolean`)return{kind:`boolean`};let{minimum:o,maximum:s}=a;return(a.type===`number`||a.type===`integer`)&&typeof o==`number`&&typeof s==`number`&&o<s?{kind:`number`,minimum:o,maximum:s}:void 0}function c(e,t){switch(t?.kind){case`boolean`:return typeof e==`boolean`?Number(e):void 0;case`texts`:return typeof e==`string`&&Object.hasOwn(t.worth,e)?t.worth[e]:void 0;case`number`:{let{minimum:n,maximum:r}=t;return typeof e==`number`&&e>=n&&e<=r?(e-n)/(r-n):void 0}case void 0:return}}export{a as n,s as r,i as t};