import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);
import{a as c}from"./chunk-7WROMG2O.js";import{a}from"./chunk-JG4EQO4K.js";import{b as i}from"./chunk-XA3X6KVY.js";var d={compare:"Compare base and head of this repository and decide.",discover:"List the prompts that no suite tests.",explain:"Print the arithmetic behind a report: explain [FILE].",demo:"Run the comparison on a small built-in repository: offline, no key."},h={markdown:"Also write the pull-request comment to this file.",record:"Also write every answer to this recording. With --replay, only what is not recorded yet is asked."},p={"allow-untrusted-commands":"Run command targets and command scorers even in a workflow whose event does not vouch for their code, such as on pull requests from forks: their authors can then run what they like with the secrets of this job. So does PROMPT_RATCHET_ALLOW_UNTRUSTED_COMMANDS=true."},m={config:"Globs of suite files. Default: `evals/*.yml`.","working-directory":"Folder inside the repository to look in. Default: the current one.",json:"Write JSON, with the prompts that are tested, too."},l={out:"Folder for the report and the comment. Default: `prompt-ratchet-demo`.",live:"Ask the model at OPENAI_BASE_URL instead of replaying the recorded answers.",record:"Ask that model, and write its answers to this file."};function u(){return Object.entries(c.shape).map(([n,e])=>({name:n,description:e.description??""}))}function O(){let n=[...u(),...Object.entries({...h,...p}).map(([e,t])=>({name:e,description:t}))];return`prompt-ratchet: runs your evals at both ends of a change and says whether it made things worse.

Usage
  prompt-ratchet <command> [options]

Commands
${s(Object.entries(d))}

Options of compare
${s(n.map(({name:e,description:t})=>[`--${e}`,t]))}

Options of discover
${s(Object.entries(m).map(([e,t])=>[`--${e}`,t]))}

Options of demo
${s(Object.entries(l).map(([e,t])=>[`--${e}`,t]))}

Environment
  OPENAI_API_KEY, OPENAI_BASE_URL    for the provider \`openai\`; for another one the same with its name

Exit codes
  0  the gate passed    1  the gate failed    2  it could not be evaluated
`}function s(n){let e=Math.max(...n.map(([o])=>o.length)),t=" ".repeat(e+4);return n.map(([o,r])=>`  ${o.padEnd(e)}  ${f(r.replaceAll("`",""),100-e-4).join(`
${t}`)}`).join(`
`)}function f(n,e){let t=[],o="";for(let r of n.split(" "))o!==""&&o.length+r.length+1>e?(t.push(o),o=r):o=o===""?r:`${o} ${r}`;return[...t,o]}function y(n){let e=a(n,Object.keys(d));throw new i({code:"E_USAGE",message:`"${n}" is not a command.${e?` Did you mean "${e}"?`:""}`,help:"prompt-ratchet --help lists the commands."})}export{h as a,p as b,l as c,u as d,O as e,y as f};
