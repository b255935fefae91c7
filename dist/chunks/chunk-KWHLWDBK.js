import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as h}from"./chunk-UIWW3VLS.js";import{a as i}from"./chunk-JG4EQO4K.js";import{b as a}from"./chunk-W4MLLBFS.js";var l={compare:"Compare base and head of this repository and decide.",discover:"List the prompts that no suite tests.",explain:"Print the arithmetic behind a report: explain [FILE].",review:"Judge outputs of a report blind, in a browser on this machine: review [FILE].",labels:"Import ratings from elsewhere: labels import FILE.",demo:"Run the comparison on a small built-in repository: offline, no key."},p={markdown:"Also write the pull-request comment to this file.",html:"Where the report is written as a page. Default: beside the report.",junit:"Where the report is written as JUnit XML. Default: beside the report.",review:"Where the page to label on is written. Default: `review.html` beside the report.",record:"Also write every answer to this recording. With --replay, only what is not recorded yet is asked."},c={"allow-untrusted-commands":"Run command targets and command scorers even in a workflow whose event does not vouch for their code, such as on pull requests from forks: their authors can then run what they like with the secrets of this job. So does PROMPT_RATCHET_ALLOW_UNTRUSTED_COMMANDS=true."},d={config:"Globs of suite files. Default: `evals/*.yml`.","working-directory":"Folder inside the repository to look in. Default: the current one.",json:"Write JSON, with the prompts that are tested, too."},m={rater:"Your login. Default: the page asks.",size:"How many cases are drawn for each question. Default: 20.","no-open":"Only print the address."},u={suite:"The suite that was rated. Default: the only one of the report.",report:"The report that has its cases and criteria. Default: `.prompt-ratchet/report.json`.",format:"`labels` (of the review page), `csv`, `promptfoo`, `langfuse` or `argilla`. Default: what it looks like.",criterion:"The criterion that the ratings answer. Default: the one of that name, or the only one.",question:"Their name of the criterion, where it is another.",rater:"Who rated, where the file does not say.",scale:"The ends of their scale, such as 1..5. Default: 0..1.",traces:"The traces that Langfuse scores are about.","dry-run":"Only say what would be added."},f={out:"Folder for the report and the comment. Default: `prompt-ratchet-demo`.",live:"Ask the model at OPENAI_BASE_URL instead of replaying the recorded answers.",record:"Ask that model, and write its answers to this file."};function w(){return Object.entries(h.shape).map(([r,e])=>({name:r,description:e.description??""}))}function E(){let r=[...w(),...Object.entries({...p,...c}).map(([e,t])=>({name:e,description:t}))];return`prompt-ratchet: runs your evals at both ends of a change and says whether it made things worse.

Usage
  prompt-ratchet <command> [options]

Commands
${s(Object.entries(l))}

Options of compare
${s(r.map(({name:e,description:t})=>[`--${e}`,t]))}

Options of discover
${s(Object.entries(d).map(([e,t])=>[`--${e}`,t]))}

Options of review
${s(Object.entries(m).map(([e,t])=>[`--${e}`,t]))}

Options of labels import
${s(Object.entries(u).map(([e,t])=>[`--${e}`,t]))}

Options of demo
${s(Object.entries(f).map(([e,t])=>[`--${e}`,t]))}

Environment
  OPENAI_API_KEY, OPENAI_BASE_URL    for the provider \`openai\`; for another one the same with its name

Exit codes
  0  the gate passed    1  the gate failed    2  it could not be evaluated
`}function s(r){let e=Math.max(...r.map(([o])=>o.length)),t=" ".repeat(e+4);return r.map(([o,n])=>`  ${o.padEnd(e)}  ${g(n.replaceAll("`",""),100-e-4).join(`
${t}`)}`).join(`
`)}function g(r,e){let t=[],o="";for(let n of r.split(" "))o!==""&&o.length+n.length+1>e?(t.push(o),o=n):o=o===""?n:`${o} ${n}`;return[...t,o]}function A(r){let e=i(r,Object.keys(l));throw new a({code:"E_USAGE",message:`"${r}" is not a command.${e?` Did you mean "${e}"?`:""}`,help:"prompt-ratchet --help lists the commands."})}export{p as a,c as b,f as c,w as d,E as e,A as f};
