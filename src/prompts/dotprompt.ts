import { type Problem, RatchetErrors } from '../core/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Prompt } from '../core/suite.ts';
import { compile } from './engines/engine.ts';
import { hasFrontMatter, splitFrontMatter } from './front-matter.ts';
import { member, type Report, scalarText } from './github-file.ts';
import { readNamedParameters } from './github-parameters.ts';
import { expandPicoschema } from './picoschema.ts';
import { placed } from './place.ts';
import { parseTextPrompt } from './text.ts';

/**
 * Reads a `.prompt` file. Unrelated dialects share that ending, so its content decides: with front matter it is
 * Dotprompt (settings in YAML, a Handlebars body cut into messages by `{{role}}`), without it is plain text.
 *
 * `config` becomes parameters under the API's names, `output` a `response_format`, `input.default` stands in for
 * variables that a case does not have, and `{{history}}` puts in the case's variable `history`, a list of messages.
 * @throws RatchetError E_PROMPT_INVALID
 * @throws RatchetErrors E_PROMPT_INVALID with places
 */
export function parsePromptFile(source: { path: string; text: string }): Prompt {
  if (!hasFrontMatter(source.text)) return parseTextPrompt(source);
  const { meta, placeOf, body, line } = splitFrontMatter(source);
  const problems: Problem[] = [];
  const report: Report = (path, message, help, code = 'E_PROMPT_INVALID') => {
    problems.push({ code, message, help, place: placeOf(path) });
  };
  const template = body.trim();
  if (template === '')
    report([], 'There is no prompt after the front matter.', 'Write it below the second `---`.');
  const prompt: Prompt = {
    format: 'dotprompt',
    engine: 'handlebars',
    layout: 'role-marks',
    messages: [{ role: 'user', content: template }],
    onUndefined: 'error',
    origin: { path: source.path, line: line + leadingLines(body) },
    ...readSettings(meta, report),
  };
  if (problems.length > 0) throw new RatchetErrors(problems.slice(0, 20));
  placed(prompt, template, () => compile(prompt, template));
  return prompt;
}

/** Lines that `trim` takes off the front of a body. */
export function leadingLines(body: string): number {
  return body.slice(0, body.length - body.trimStart().length).split('\n').length - 1;
}

function readSettings(meta: JsonObject, report: Report): Pick<Prompt, 'model' | 'parameters' | 'defaults'> {
  const model = member(meta, 'model');
  const name = scalarText(model)?.trim();
  if (model !== undefined && !name)
    report(['model'], '`model` is not a text.', 'Write `model: openai/gpt-4.1-mini`.');
  const config = readMapping(meta, 'config', report);
  const defaults = member(readMapping(meta, 'input', report), 'default') ?? {};
  if (!isJsonObject(defaults))
    report(['input', 'default'], '`default` is not a mapping.', 'Write `default: { name: value }`.');
  const parameters = {
    ...readNamedParameters(config, ['config'], report),
    ...readOutput(readMapping(meta, 'output', report), report),
    ...readTools(meta, report),
  };
  return {
    ...(name ? { model: name } : {}),
    parameters,
    ...(isJsonObject(defaults) && Object.keys(defaults).length > 0 ? { defaults } : {}),
  };
}

function readMapping(meta: JsonObject, key: string, report: Report): JsonObject {
  const value = member(meta, key);
  if (value === undefined || isJsonObject(value)) return value ?? {};
  report([key], `\`${key}\` is not a mapping.`, `Write \`${key}: { … }\`.`);
  return {};
}

function readOutput(output: JsonObject, report: Report): JsonObject {
  const schema = member(output, 'schema');
  const format = member(output, 'format') ?? (schema === undefined ? 'text' : 'json');
  if (format === 'text') return {};
  if (format !== 'json') {
    report(['output', 'format'], 'That output format cannot be asked for.', 'Use `text` or `json`.');
    return {};
  }
  if (schema === undefined) return { response_format: { type: 'json_object' } };
  const expanded = expandPicoschema(schema, (path, message, help) =>
    report(['output', 'schema', ...path], message, help),
  );
  return { response_format: { type: 'json_schema', json_schema: { name: 'output', schema: expanded } } };
}

/** Tools are named in `tools` and described in `toolDefs`; one without a description cannot be sent. */
function readTools(meta: JsonObject, report: Report): JsonObject {
  const names = member(meta, 'tools');
  const described = member(meta, 'toolDefs') ?? [];
  const tools = new Map<string, Json>();
  for (const [index, tool] of (Array.isArray(described) ? described : [described]).entries()) {
    const name = isJsonObject(tool) ? scalarText(member(tool, 'name')) : undefined;
    if (!isJsonObject(tool) || name === undefined) {
      report(
        ['toolDefs', index],
        'A tool has no name.',
        'Write `toolDefs: [{ name: …, description: …, inputSchema: … }]`.',
      );
      continue;
    }
    const description = member(tool, 'description');
    const input = expandPicoschema(member(tool, 'inputSchema') ?? {}, (path, message, help) =>
      report(['toolDefs', index, 'inputSchema', ...path], message, help),
    );
    tools.set(name, { name, ...(description === undefined ? {} : { description }), parameters: input });
  }
  for (const [index, name] of (Array.isArray(names) ? names : []).entries()) {
    if (!tools.has(String(name))) {
      const help = 'Describe it under `toolDefs`, or remove it from `tools`.';
      report(['tools', index], 'The file names a tool and does not describe it, so it cannot be sent.', help);
    }
  }
  return tools.size === 0
    ? {}
    : { tools: [...tools.values()].map((tool) => ({ type: 'function', function: tool })) };
}
