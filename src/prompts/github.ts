import { casesOf } from '../core/dataset/cases.ts';
import { caseFromRow } from '../core/dataset/row.ts';
import { type Problem, RatchetErrors } from '../core/errors.ts';
import { isJsonObject, type Json } from '../core/json.ts';
import type { Message, Role } from '../core/model.ts';
import type { Case, Prompt } from '../core/suite.ts';
import { parseYaml, type YamlFile } from '../core/yaml.ts';
import { readEvaluators } from './github-evaluators.ts';
import { member, type Report, scalarText } from './github-file.ts';
import { readParameters } from './github-parameters.ts';

const ROLES: readonly Role[] = ['system', 'developer', 'user', 'assistant'];
const MESSAGES_HELP = 'Write `messages: [{ role: user, content: "{{input}}" }]`.';

/**
 * Reads a prompt file in GitHub's `.prompt.yml` format, with its `testData` as cases and its `evaluators` as scorers.
 *
 * Lenient where the meaning is clear: unknown top-level keys are ignored, parameters may have the API's own names, a
 * schema may be YAML instead of JSON in a string. A placeholder without a variable stays as it is written.
 * @throws RatchetErrors E_PROMPT_INVALID, E_SCORER_INVALID (evaluators) or E_DATASET_INVALID (testData), with places
 */
export function parseGithubPrompt(source: { path: string; text: string }): Prompt {
  const file = parseYaml(source, 'E_PROMPT_INVALID');
  const problems: Problem[] = [];
  const report: Report = (path, message, help, code = 'E_PROMPT_INVALID') => {
    problems.push({ code, message, help, place: file.placeOf(path) });
  };
  if (!isJsonObject(file.value)) {
    report([], 'The prompt file is not a mapping.', MESSAGES_HELP);
    throw new RatchetErrors(problems);
  }
  const root = file.value;
  const messages = readMessages(member(root, 'messages'), report);
  const model = readModel(member(root, 'model'), report);
  const parameters = readParameters(root, report);
  const scorers = readEvaluators(member(root, 'evaluators'), model, report);
  const cases = readTestData(member(root, 'testData'), { file, report, problems });
  if (problems.length > 0) throw new RatchetErrors(problems.slice(0, 20));
  return {
    format: 'github',
    messages,
    onUndefined: 'keep',
    parameters,
    ...(model === undefined ? {} : { model }),
    ...(cases.length === 0 ? {} : { cases }),
    ...(scorers.length === 0 ? {} : { scorers }),
  };
}

function readMessages(value: Json | undefined, report: Report): Message[] {
  if (!Array.isArray(value) || value.length === 0) {
    report(['messages'], 'The prompt has no `messages`.', MESSAGES_HELP);
    return [];
  }
  return value.flatMap((message: Json, index): Message[] => {
    const path = ['messages', index];
    if (!isJsonObject(message)) {
      report(path, 'A message is not a mapping.', MESSAGES_HELP);
      return [];
    }
    const written = member(message, 'role');
    const role = ROLES.find((known) => typeof written === 'string' && known === written.trim().toLowerCase());
    if (role === undefined)
      report([...path, 'role'], 'A message has no known role.', `Use one of ${ROLES.join(', ')}.`);
    const content = scalarText(member(message, 'content'));
    if (content === undefined)
      report([...path, 'content'], 'A message has no text as `content`.', MESSAGES_HELP);
    return role === undefined || content === undefined ? [] : [{ role, content }];
  });
}

function readModel(value: Json | undefined, report: Report): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (value !== undefined) report(['model'], '`model` is not a text.', 'Write `model: openai/gpt-4.1-mini`.');
  return undefined;
}

function readTestData(
  value: Json | undefined,
  { file, report, problems }: { file: YamlFile; report: Report; problems: Problem[] },
): Case[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report(['testData'], '`testData` is not a list.', 'Write `testData: [{ input: "…", expected: "…" }]`.');
    return [];
  }
  const rows = value.map((row: Json, index) =>
    caseFromRow(row, { placeOf: (path) => file.placeOf(['testData', index, ...path]), flat: true }),
  );
  try {
    return casesOf(rows);
  } catch (error) {
    if (!(error instanceof RatchetErrors)) throw error;
    problems.push(...error.problems);
    return [];
  }
}
