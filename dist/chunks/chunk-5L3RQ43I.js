import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as p}from"./chunk-TMAFGCGX.js";import{a}from"./chunk-JG4EQO4K.js";import{b as i}from"./chunk-U5WSVNXH.js";var c={compare:"Compare base and head of this repository and decide.",discover:"List the prompts that no suite tests.",explain:"Print the arithmetic behind a report: explain [FILE].",demo:"Run the comparison on a small built-in repository: offline, no key."},d={markdown:"Also write the pull-request comment to this file.",record:"Also write every answer to this recording. With --replay, only what is not recorded yet is asked."},m={config:"Globs of suite files. Default: `evals/*.yml`.","working-directory":"Folder inside the repository to look in. Default: the current one.",json:"Write JSON, with the prompts that are tested, too."},h={out:"Folder for the report and the comment. Default: `prompt-ratchet-demo`.",live:"Ask the model at OPENAI_BASE_URL instead of replaying the recorded answers.",record:"Ask that model, and write its answers to this file."};function l(){return Object.entries(p.shape).map(([n,e])=>({name:n,description:e.description??""}))}function y(){let n=[...l(),...Object.entries(d).map(([e,t])=>({name:e,description:t}))];return`prompt-ratchet: runs your evals at both ends of a change and says whether it made things worse.

Usage
  prompt-ratchet <command> [options]

Commands
${s(Object.entries(c))}

Options of compare
${s(n.map(({name:e,description:t})=>[`--${e}`,t]))}

Options of discover
${s(Object.entries(m).map(([e,t])=>[`--${e}`,t]))}

Options of demo
${s(Object.entries(h).map(([e,t])=>[`--${e}`,t]))}

Environment
  OPENAI_API_KEY, OPENAI_BASE_URL    for the provider \`openai\`; for another one the same with its name

Exit codes
  0  the gate passed    1  the gate failed    2  it could not be evaluated
`}function s(n){let e=Math.max(...n.map(([o])=>o.length)),t=" ".repeat(e+4);return n.map(([o,r])=>`  ${o.padEnd(e)}  ${f(r.replaceAll("`",""),100-e-4).join(`
${t}`)}`).join(`
`)}function f(n,e){let t=[],o="";for(let r of n.split(" "))o!==""&&o.length+r.length+1>e?(t.push(o),o=r):o=o===""?r:`${o} ${r}`;return[...t,o]}function A(n){let e=a(n,Object.keys(c));throw new i({code:"E_USAGE",message:`"${n}" is not a command.${e?` Did you mean "${e}"?`:""}`,help:"prompt-ratchet --help lists the commands."})}export{d as a,h as b,l as c,y as d,A as e};
