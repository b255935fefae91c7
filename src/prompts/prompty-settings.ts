import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import type { Prompt } from '../core/suite.ts';
import { member, type Report, scalarText } from './github-file.ts';
import { readNamedParameters } from './github-parameters.ts';
import { readProperties, schemaOf } from './typed-properties.ts';

type Path = readonly (string | number)[];

const REFERENCE = /\$\{(env|file):[^}]*\}/i;
const TEXT_APIS = ['chat', 'responses', 'response'];

/** The engine that `template` names, in any of its forms: `mustache`, `{ type }`, `{ format: { kind } }`. */
export function readEngine(meta: JsonObject, report: Report): 'jinja' | 'mustache' {
  const template = member(meta, 'template');
  const format = isJsonObject(template) ? (member(template, 'format') ?? member(template, 'type')) : template;
  const kind = isJsonObject(format) ? member(format, 'kind') : format;
  const parser = isJsonObject(template) ? member(template, 'parser') : undefined;
  const parserKind = isJsonObject(parser) ? member(parser, 'kind') : parser;
  if (parserKind !== undefined && parserKind !== 'prompty' && parserKind !== 'prompty.chat') {
    report(['template', 'parser'], 'The parser is not known.', 'Remove it, or write `parser: prompty`.');
  }
  if (kind === undefined || kind === 'jinja2' || kind === 'jinja') return 'jinja';
  if (kind === 'mustache') return 'mustache';
  report(['template'], 'The template language is not known.', 'Use `jinja2` or `mustache`.');
  return 'jinja';
}

/** The model and its parameters, of both generations of the format. */
export function readModelSettings(meta: JsonObject, report: Report): Pick<Prompt, 'model' | 'parameters'> {
  const model = member(meta, 'model');
  if (model !== undefined && typeof model !== 'string' && !isJsonObject(model)) {
    report(['model'], '`model` is neither a name nor a mapping.', 'Write `model: gpt-4.1-mini`.');
  }
  const settings = isJsonObject(model) ? model : {};
  const api = member(settings, 'api') ?? member(settings, 'apiType');
  if (api !== undefined && !TEXT_APIS.includes(String(api))) {
    report(
      ['model', Object.hasOwn(settings, 'api') ? 'api' : 'apiType'],
      'Only chat prompts can be sent.',
      'Use `chat`.',
    );
  }
  const name = typeof model === 'string' ? model.trim() : modelName(settings);
  // A name that only the environment knows is no name: the suite has to give one.
  const isNamed = name !== undefined && name !== '' && !REFERENCE.test(name);
  const key = Object.hasOwn(settings, 'options') ? 'options' : 'parameters';
  const options = member(settings, key) ?? {};
  if (!isJsonObject(options)) {
    report(['model', key], `\`${key}\` is not a mapping.`, `Write \`${key}: { temperature: 0 }\`.`);
  }
  const { additionalProperties, ...plain } = isJsonObject(options) ? options : {};
  const all = { ...(isJsonObject(additionalProperties) ? additionalProperties : {}), ...plain };
  refuseReferences(all, ['model', key], report);
  return {
    ...(isNamed ? { model: name } : {}),
    parameters: {
      ...readNamedParameters(all, ['model', key], report),
      ...readOutputs(meta, report),
      ...readTools(meta, report),
    },
  };
}

function modelName(settings: JsonObject): string | undefined {
  const id = scalarText(member(settings, 'id'));
  const configuration = member(settings, 'configuration');
  if (id !== undefined || !isJsonObject(configuration)) return id?.trim();
  const keys = ['azure_deployment', 'name', 'model'];
  return keys
    .map((key) => scalarText(member(configuration, key)))
    .find((name) => name !== undefined)
    ?.trim();
}

/** Outputs are a schema to answer in. In the first generation, a mapping of them only describes. */
function readOutputs(meta: JsonObject, report: Report): JsonObject {
  const key = Object.hasOwn(meta, 'outputSchema') ? 'outputSchema' : 'outputs';
  const outputs = member(meta, key);
  const isSchema = Array.isArray(outputs) || (isJsonObject(outputs) && Object.hasOwn(outputs, 'properties'));
  if (!isSchema || outputs === undefined) return {};
  refuseReferences(outputs, [key], report);
  const schema = schemaOf(readProperties(outputs, [key], report), report);
  return { response_format: { type: 'json_schema', json_schema: { name: 'outputs', schema } } };
}

function readTools(meta: JsonObject, report: Report): JsonObject {
  const given = member(meta, 'tools');
  if (given === undefined) return {};
  refuseReferences(given, ['tools'], report);
  const tools = readProperties(given, ['tools'], report).map(({ name, given: tool, path }): Json => {
    if ((member(tool, 'kind') ?? member(tool, 'type') ?? 'function') !== 'function') {
      report(path, 'A tool is not a function.', 'Only tools of kind `function` can be sent.');
    }
    const inner = member(tool, 'function');
    if (isJsonObject(inner)) return { type: 'function', function: inner };
    const description = scalarText(member(tool, 'description'));
    const parameters = member(tool, 'parameters');
    const isSchema = isJsonObject(parameters) && member(parameters, 'type') === 'object';
    const schema = isSchema
      ? parameters
      : schemaOf(readProperties(parameters, [...path, 'parameters'], report), report);
    return {
      type: 'function',
      function: { name, ...(description === undefined ? {} : { description }), parameters: schema },
    };
  });
  return tools.length === 0 ? {} : { tools };
}

/**
 * Reports every `${env:…}` and `${file:…}` in a part that is sent. The environment holds keys, which a prompt from a
 * pull request must not be able to read, and only the one file is given.
 */
export function refuseReferences(value: Json, path: Path, report: Report): void {
  if (typeof value === 'string') {
    const found = REFERENCE.exec(value);
    if (found === null) return;
    const what = found[1]?.toLowerCase() === 'env' ? 'The environment is never' : 'Other files are not';
    report(path, `${what} read: \`${found[0].slice(0, 60)}\`.`, 'Write the value itself.');
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseReferences(item, [...path, index], report);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) refuseReferences(item, [...path, key], report);
  }
}
