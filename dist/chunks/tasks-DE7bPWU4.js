import{t as e}from"./custom-CYkwqNlf.js";const t=[`OUTPUT 1`,`OUTPUT 2`];function n(e){return{text:`CRITERION
{{criterion}}

CHOICES
"1": OUTPUT 1 meets the criterion better.
"2": OUTPUT 2 meets the criterion better.
"tie": they meet it alike, or the difference does not matter.

{{data}}

Decide which output meets the criterion better, by the criterion alone. Say what each does for it, first OUTPUT 1, then OUTPUT 2, and then compare. Their order means nothing, nor does their length.`,question:e.criterion,parts:e=>({criterion:e}),verdicts:[`1`,`2`,`tie`],score:e=>e===`tie`?.5:+(e===`1`)}}function r(e,t){return{value:1-t===e?e:.5,consistent:1-t===e}}function i(e){return{text:`CRITERION
{{criterion}}

CHOICES
"yes": OUTPUT meets the criterion, all of it.
"no": OUTPUT does not meet it, or only in part.

{{data}}

Decide whether OUTPUT meets the criterion, by what it says and not by what it may mean. Met in part is "no".`,question:e.criterion,parts:e=>({criterion:e}),verdicts:[`yes`,`no`],score:e=>+(e===`yes`)}}function a(e){let t=new Map(e.choices.map(({choice:e,score:t})=>[e,t]));return{text:`QUESTION
{{question}}

CHOICES
{{choices}}

{{data}}

Answer the question about OUTPUT. The verdict is one of the choices, letter by letter. Where the question asks for another form of answer, this form counts.`,question:e.question,parts:t=>({question:t,choices:e.choices.map(({choice:e})=>`- ${JSON.stringify(e)}`).join(`
`)}),verdicts:e.choices.map(({choice:e})=>e),system:e.system,score:e=>t.get(e)??0}}const o=[`supported`,`partly`,`unsupported`];function s(e){return{text:`QUESTION
Is everything that [the text in OUTPUT below] states backed by the context?
The context: {{context}}

CHOICES
"supported": Everything that OUTPUT states is in the context or follows from it.
"partly": What matters is supported; some side remark is not, and nothing contradicts the context.
"unsupported": Something that matters is not in the context, or something contradicts it.

{{data}}

The context is all that is known: a claim that is true and not in it is not supported. Go through the claims of OUTPUT one by one, with the words of the context that back each, then give the choice that fits. Saying that the context does not tell is no claim.`,question:e.context,parts:e=>({context:e}),verdicts:o,withoutReference:!0,score:t=>e.worth[t]??0}}const c=[`same`,`adds`,`lacks`,`none`,`contradicts`];function l(e){return{text:`QUESTION
{{asked}}Do the facts of [the text in OUTPUT below] agree with those of [the text in REFERENCE below]?

CHOICES
"same": OUTPUT states the same facts. Other words, order, form, or details that do not matter are no difference.
"adds": OUTPUT states everything that REFERENCE states, and further facts that REFERENCE neither says nor denies.
"lacks": OUTPUT agrees with REFERENCE as far as it goes, and leaves facts out that matter.
"none": OUTPUT states none of the facts of REFERENCE, and contradicts none: it evades, refuses or talks of something else.
"contradicts": At least one fact of OUTPUT and one of REFERENCE cannot both be true.

{{data}}

REFERENCE is right, whatever you know or believe. Go through its facts one by one, say which OUTPUT states, lacks or contradicts, then give the choice that fits; a contradiction outweighs everything else. Style and length are no facts.`,question:e.question??``,parts:t=>({asked:e.question===void 0?``:`What was asked: ${t}\n`}),needsReference:!0,verdicts:c,score:t=>e.worth[t]??0}}function u(e){return{text:`CRITERION
{{criterion}}

LEVELS, from worst to best
{{levels}}

{{data}}

Decide which level describes OUTPUT best, by the criterion alone. The verdict is the number of that level.`,question:e.criterion,parts:t=>({criterion:t,levels:e.levels.map((e,t)=>`${t}: ${e}`).join(`
`)}),verdicts:e.levels.map((e,t)=>String(t)),score:t=>Number(t)/Math.max(1,e.levels.length-1)}}function d(e){let t=f(e);return e.guidance===void 0?t:{...t,system:t.system?`${t.system}\n\n${e.guidance}`:e.guidance}}function f(t){switch(t.judge){case`rubric`:return u(t);case`checklist`:return i(t);case`reference`:return l(t);case`faithfulness`:return s(t);case`classify`:return a(t);case`pairwise`:return n(t);case`custom`:return e(t)}}export{t as n,r,d as t};