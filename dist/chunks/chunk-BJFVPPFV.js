import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as p}from"./chunk-IV3KLT42.js";import{b as i}from"./chunk-5N5E3GZY.js";import{a}from"./chunk-JG4EQO4K.js";var d={compare:"Compare base and head of this repository and decide.",explain:"Print the arithmetic behind a report: explain [FILE].",demo:"Run the comparison on a small built-in repository: offline, no key."},m={markdown:"Also write the pull-request comment to this file.",record:"Also write every answer to this recording. With --replay, only what is not recorded yet is asked."},c={out:"Folder for the report and the comment. Default: `prompt-ratchet-demo`.",live:"Ask the model at OPENAI_BASE_URL instead of replaying the recorded answers.",record:"Ask that model, and write its answers to this file."};function h(){return Object.entries(p.shape).map(([n,e])=>({name:n,description:e.description??""}))}function w(){let n=[...h(),...Object.entries(m).map(([e,o])=>({name:e,description:o}))];return`prompt-ratchet: runs your evals at both ends of a change and says whether it made things worse.

Usage
  prompt-ratchet <command> [options]

Commands
${s(Object.entries(d))}

Options of compare
${s(n.map(({name:e,description:o})=>[`--${e}`,o]))}

Options of demo
${s(Object.entries(c).map(([e,o])=>[`--${e}`,o]))}

Environment
  OPENAI_API_KEY, OPENAI_BASE_URL    for the provider \`openai\`; for another one the same with its name

Exit codes
  0  the gate passed    1  the gate failed    2  it could not be evaluated
`}function s(n){let e=Math.max(...n.map(([t])=>t.length)),o=" ".repeat(e+4);return n.map(([t,r])=>`  ${t.padEnd(e)}  ${l(r.replaceAll("`",""),100-e-4).join(`
${o}`)}`).join(`
`)}function l(n,e){let o=[],t="";for(let r of n.split(" "))t!==""&&t.length+r.length+1>e?(o.push(t),t=r):t=t===""?r:`${t} ${r}`;return[...o,t]}function A(n){let e=a(n,Object.keys(d));throw new i({code:"E_USAGE",message:`"${n}" is not a command.${e?` Did you mean "${e}"?`:""}`,help:"prompt-ratchet --help lists the commands."})}export{m as a,c as b,h as c,w as d,A as e};
