import { casesOf } from '../core/dataset/cases.ts';
import { caseFromRow } from '../core/dataset/row.ts';
import { type Problem, RatchetErrors } from '../core/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Case, Prompt } from '../core/suite.ts';
import { leadingLines } from './dotprompt.ts';
import { compile } from './engines/engine.ts';
import { TemplateFault } from './engines/run.ts';
import { type FrontMatter, hasFrontMatter, splitFrontMatter } from './front-matter.ts';
import { member, type Report } from './github-file.ts';
import { placed } from './place.ts';
import { readEngine, readModelSettings, refuseReferences } from './prompty-settings.ts';
import { unsendableMark } from './role-lines.ts';
import { kindOf, readProperties } from './typed-properties.ts';

/** Kinds of input that are no text. */
const NO_TEXT = ['image', 'file', 'audio', 'thread'];

/**
 * Reads a `.prompty` file of either generation: settings in YAML, then a Jinja or Mustache body that is cut into
 * messages at lines such as `system:`. An input's default stands in for a variable that a case does not have; the
 * samples together are a case. References to the environment or to files are never followed: they are errors in what
 * would be sent, and ignored in what is not, such as the connection. A model that only the environment knows counts
 * as not named.
 * @throws RatchetError E_PROMPT_INVALID
 * @throws RatchetErrors E_PROMPT_INVALID, E_DATASET_INVALID with places
 */
export function parsePromptyFile(source: { path: string; text: string }): Prompt {
  const front = hasFrontMatter(source.text) ? splitFrontMatter(source) : withoutSettings(source);
  const { meta, placeOf, body, line } = front;
  const problems: Problem[] = [];
  const report: Report = (path, message, help, code = 'E_PROMPT_INVALID') => {
    problems.push({ code, message, help, place: placeOf(path) });
  };
  const template = body.trim();
  if (template === '') report([], 'There is no prompt in the file.', 'Write it below the second `---`.');
  const { defaults, cases } = readInputs(front, report);
  const prompt: Prompt = {
    format: 'prompty',
    engine: readEngine(meta, report),
    layout: 'role-lines',
    messages: [{ role: 'system', content: template }],
    onUndefined: 'error',
    origin: { path: source.path, line: line + leadingLines(body) },
    ...readModelSettings(meta, report),
    ...(Object.keys(defaults).length === 0 ? {} : { defaults }),
    ...(cases.length === 0 ? {} : { cases }),
  };
  if (problems.length > 0) throw new RatchetErrors(problems.slice(0, 20));
  placed(prompt, template, () => {
    const unsendable = unsendableMark(template);
    if (unsendable !== undefined) {
      const help = 'Use the roles system, developer, user and assistant.';
      throw new TemplateFault(`\`${unsendable.mark.slice(0, 40)}\` cannot be sent.`, unsendable.offset, help);
    }
    return compile(prompt, template);
  });
  return prompt;
}

function withoutSettings({ path, text }: { path: string; text: string }): FrontMatter {
  const body = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  return { meta: {}, placeOf: () => ({ path, line: 1, column: 1 }), body, line: 1 };
}

function readInputs(
  { meta, placeOf }: FrontMatter,
  report: Report,
): { defaults: JsonObject; cases: readonly Case[] } {
  const key = Object.hasOwn(meta, 'inputSchema') ? 'inputSchema' : 'inputs';
  const defaults: [string, Json][] = [];
  const samples: [string, Json][] = [];
  for (const property of readProperties(member(meta, key), [key], report)) {
    const { name, given, path } = property;
    if (NO_TEXT.includes(kindOf(property))) {
      report(path, `An input of kind \`${kindOf(property)}\` cannot be sent.`, 'Only text can.');
    }
    const fallback = member(given, 'default');
    const sample = member(given, 'sample') ?? member(given, 'example');
    if (fallback !== undefined) {
      refuseReferences(fallback, [...path, 'default'], report);
      defaults.push([name, fallback]);
    }
    if (sample !== undefined) samples.push([name, sample]);
  }
  const root = member(meta, 'sample');
  if (isJsonObject(root)) samples.push(...Object.entries(root));
  const vars = Object.fromEntries(samples);
  if (Object.keys(vars).length === 0) return { defaults: Object.fromEntries(defaults), cases: [] };
  refuseReferences(vars, ['sample'], report);
  const row = caseFromRow(
    { vars },
    { placeOf: (path) => placeOf(['sample', ...path.slice(1)]), flat: false },
  );
  return { defaults: Object.fromEntries(defaults), cases: casesOf([row]) };
}
