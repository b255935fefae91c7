import{L as e,_n as t,ji as n}from"./start-CS_9biUV.js";import{n as r,t as i}from"./optimize-flags-B5R3u0uD.js";const a={compare:`Compare base and head of this repository and decide.`,init:`Write a first suite for prompts that have none: init [PROMPT …].`,optimize:`Search for a better prompt, examples, model or parameters, and prove it: optimize SUITE.`,discover:`List the prompts that no suite tests.`,explain:`Print the arithmetic behind a report: explain [FILE].`,review:`Judge outputs of a report blind, in a browser on this machine: review [FILE].`,labels:`Import ratings from elsewhere: labels import FILE.`,calibrate:`Say what the judges are worth by people’s labels: calibrate [SUITE].`,history:`Print the decisions that were kept and how each suite did: history [SUITE].`,judge:`Say how far judges agree with people, by labelled cases: judge test.`,demo:`Run the comparison on a small built-in repository: offline, no key.`},o={markdown:`Also write the pull-request comment to this file.`,html:`Where the report is written as a page. Default: beside the report.`,junit:`Where the report is written as JUnit XML. Default: beside the report.`,review:"Where the page to label on is written. Default: `review.html` beside the report.",record:`Also write every answer to this recording. With --replay, only what is not recorded yet is asked.`,history:"Also append the decision to a ledger: `branch` (a branch of its own in this clone), `branch:NAME` or `file:PATH`. Default: not kept."},s={branch:"Branch that the ledger is on. Default: `prompt-ratchet-history`, of this clone or as fetched from origin.",file:`Read the ledger from this file instead.`,limit:`Decisions to list, the newest. Default: 20.`,verify:`Only say whether the chain of entries holds. Exit code 1 where it does not.`,json:`Write JSON: every entry, the course of every suite, and what is wrong with the chain.`,"working-directory":`Folder of the repository. Default: the current one.`},c={models:`Compare models under the prompt as it is, instead of base and head: names separated by commas.`,suite:`With --models: the suite whose cases are run. At most 600 calls and $5, or --max-calls and --max-cost.`},l={"max-cost":`US dollars that the run may cost at most: short for --budget max-cost=…`,"max-calls":`Calls of models and of targets' commands that it may make at most.`,"max-minutes":`Minutes after which it makes no more calls, ends those under way, and stops commands.`},u={"allow-untrusted-commands":`Run command targets and command scorers even in a workflow whose event does not vouch for their code, such as on pull requests from forks: their authors can then run what they like with the secrets of this job. So does PROMPT_RATCHET_ALLOW_UNTRUSTED_COMMANDS=true.`},d={config:"Globs of suite files. Default: `evals/*.yml, evals/judges/*.yml`.","working-directory":`Folder inside the repository to look in. Default: the current one.`,json:`Write JSON, with the prompts that are tested, too.`},f={config:"Globs of the suite files that are there. Default: `evals/*.yml`.","dry-run":`Only print what would be written.`,"working-directory":`Folder inside the repository that the suites are for. Default: the current one.`},p={rater:`Your login. Default: the page asks.`,size:`How many cases are drawn for each question. Default: 20.`,"no-open":`Only print the address.`},m={suite:`The suite that was rated. Default: the only one of the report.`,report:"The report that has its cases and criteria. Default: `.prompt-ratchet/report.json`.",format:"`labels` (of the review page), `csv`, `promptfoo`, `langfuse` or `argilla`. Default: what it looks like.",criterion:`The criterion that the ratings answer. Default: the one of that name, or the only one.`,question:`Their name of the criterion, where it is another.`,rater:`Who rated, where the file does not say.`,scale:`The ends of their scale, such as 1..5. Default: 0..1.`,traces:`The traces that Langfuse scores are about.`,"dry-run":`Only say what would be added.`},h={json:`Write JSON.`,"no-write":`Do not add what the judges say to the file beside the labels.`,improve:`Look for a better wording on the dev labels, and write it to a proposal. Edits nothing.`},g={files:"Globs of files with labelled cases. Default: `evals/judges/*.yml`.",model:`The model that judges, in place of the one that a file names.`,provider:`Who is asked, in place of the one that a file names.`,repeats:`How often each case is asked about, 1 to 20. Default: 2.`,"min-agreement":`Exit with 1 when a judge agrees with less than this share of its labels, 0 to 1.`,concurrency:`Calls under way at once.`,"working-directory":`Folder inside the repository to look in. Default: the current one.`,json:`Write JSON.`},_={out:"Folder for the report and the comment. Default: `prompt-ratchet-demo`.",live:`Ask the model at OPENAI_BASE_URL instead of replaying the recorded answers.`,record:`Ask that model, and write its answers to this file.`};function v(){return Object.entries(e.shape).map(([e,t])=>({name:e,description:t.description??``}))}function y(){let e=[...v().filter(({name:e})=>e!==`mode`),...Object.entries({...l,...o,...c,...u}).map(([e,t])=>({name:e,description:t}))];return`prompt-ratchet: runs your evals at both ends of a change and says whether it made things worse.

Usage
  prompt-ratchet <command> [options]

Commands
${b(Object.entries(a))}

Options of compare
${b(e.map(({name:e,description:t})=>[`--${e}`,t]))}

Options of optimize
${b(Object.entries({...i,...r}).map(([e,t])=>[`--${e}`,t]))}

Options of discover
${b(Object.entries(d).map(([e,t])=>[`--${e}`,t]))}

Options of init
${b(Object.entries(f).map(([e,t])=>[`--${e}`,t]))}

Options of review
${b(Object.entries(p).map(([e,t])=>[`--${e}`,t]))}

Options of labels import
${b(Object.entries(m).map(([e,t])=>[`--${e}`,t]))}

Options of calibrate
${b(Object.entries(h).map(([e,t])=>[`--${e}`,t]))}

Options of history
${b(Object.entries(s).map(([e,t])=>[`--${e}`,t]))}

Options of judge test
${b(Object.entries(g).map(([e,t])=>[`--${e}`,t]))}

Options of demo
${b(Object.entries(_).map(([e,t])=>[`--${e}`,t]))}

Environment
  OPENAI_API_KEY, OPENAI_BASE_URL    for the provider \`openai\`; for another one the same with its name

Exit codes
  0  the gate passed    1  the gate failed    2  it could not be evaluated
`}function b(e){let t=Math.max(...e.map(([e])=>e.length)),n=` `.repeat(t+4);return e.map(([e,r])=>`  ${e.padEnd(t)}  ${x(r.replaceAll("`",``),100-t-4).join(`\n${n}`)}`).join(`
`)}function x(e,t){let n=[],r=``;for(let i of e.split(` `))r!==``&&r.length+i.length+1>t?(n.push(r),r=i):r=r===``?i:`${r} ${i}`;return[...n,r]}function S(e){let r=t(e,Object.keys(a));throw new n({code:`E_USAGE`,message:`"${e}" is not a command.${r?` Did you mean "${r}"?`:``}`,help:`prompt-ratchet --help lists the commands.`})}export{g as a,S as c,_ as i,y as l,o as n,c as o,u as r,v as s,l as t};