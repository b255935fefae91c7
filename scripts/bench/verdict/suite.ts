/** Plans a scenario's suites through the product's own door, so that every default is the product's. */
import { compareSuites } from '../../../src/core/change.ts';
import { resolveSuite } from '../../../src/core/config/resolve.ts';
import { parseSuiteFile } from '../../../src/core/config/suite-file.ts';
import { type PlannedSuite, planSuite } from '../../../src/core/plan.ts';
import type { Case } from '../../../src/core/suite.ts';
import { parsePrompt, renderMessages } from '../../../src/prompts/format.ts';
import type { Scenario } from './scenario.ts';

const TAG = 'must-pass';

/** The suites of a pull request that rewords a prompt. */
export function planOf(scenario: Scenario): PlannedSuite[] {
  return Array.from({ length: scenario.suites }, (_, index) => plannedSuite(scenario, `suite-${index}`));
}

function plannedSuite(scenario: Scenario, name: string): PlannedSuite {
  const [base, head] = [suiteAt(scenario, name, 'Say {{input}}'), suiteAt(scenario, name, 'Tell {{input}}')];
  return planSuite({
    base,
    head,
    difference: compareSuites(base, head),
    render: ({ target }, row) =>
      target.kind === 'prompt' ? renderMessages(target.prompt, row.vars) : { messages: [], missing: [] },
  });
}

function suiteAt(
  { trials, scorers, maxDrop, mustPass = 0, cases, clusterSize }: Scenario,
  name: string,
  text: string,
) {
  const promptPath = 'prompts/reply.txt';
  const file = {
    target: {
      prompt: '../prompts/reply.txt',
      model: 'model',
      ...(trials === 'temperature-0' ? { parameters: { temperature: 0 } } : {}),
    },
    dataset: 'cases.jsonl',
    scorers: scorers.map((kind, index) => ({ name: scorerName(index), ...SCORERS[kind] })),
    ...(trials === 'temperature-0' ? {} : { trials }),
    policy: {
      // A tag that no case has is a warning of its own.
      ...(mustPass > 0 ? { 'must-pass': [TAG] } : {}),
      ...(maxDrop === undefined ? {} : { 'max-drop': maxDrop }),
    },
  };
  const dataset = Array.from({ length: cases }, (_, index): Case => {
    const id = `case-${index}`;
    const cluster =
      clusterSize === undefined ? {} : { cluster: `cluster-${Math.floor(index / clusterSize)}` };
    return { id, vars: { input: id }, expected: 'yes', tags: index < mustPass ? [TAG] : [], ...cluster };
  });
  return resolveSuite(parseSuiteFile({ path: `evals/${name}.yml`, text: JSON.stringify(file) }), {
    promptPath,
    prompt: parsePrompt({ path: promptPath, text }),
    settings: { model: file.target.model, parameters: file.target.parameters ?? {} },
    dataset,
    schemas: new Map(),
  });
}

/** The name of a suite's scorer by its place among a trial's scores. */
export function scorerName(index: number): string {
  return `scorer-${index}`;
}

const SCORERS = {
  check: { check: 'exact' },
  judge: {
    judge: 'rubric',
    criterion: 'The reply is good.',
    levels: ['bad', 'poor', 'fair', 'good'],
    model: 'judge',
  },
} as const;
