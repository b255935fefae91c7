import * as z from 'zod';
import { judgeFileSchema } from '../../src/core/config/judge-file-schema.ts';
import { suiteFileSchema } from '../../src/core/config/schema.ts';
import { settingsSchema } from '../../src/core/config/settings.ts';

/** The part of JSON Schema that zod writes and the reference reads. */
interface Schema {
  type?: string;
  description?: string;
  const?: unknown;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  additionalProperties?: boolean | Schema;
}

/** JSON Schema of a suite file, for completion in editors. */
export function suiteJsonSchema(): object {
  const schema = z.toJSONSchema(suiteFileSchema, { io: 'input' });
  return { ...schema, title: 'Prompt Ratchet suite' };
}

/** JSON Schema of a file of labelled cases. */
export function judgeFileJsonSchema(): object {
  const schema = z.toJSONSchema(judgeFileSchema, { io: 'input' });
  return { ...schema, title: 'Prompt Ratchet labelled cases of a judge' };
}

/** Every key of a suite file. @throws Error for a key without a description */
export function configReference(): string {
  const root = suiteJsonSchema() as Schema;
  return [
    '# Suite files',
    '',
    'One YAML file is one suite; `evals/*.yml` by default. Generated from the schema that checks them: an unknown key is an error.',
    'With this first line an editor completes and checks while you type:',
    '',
    '```yaml',
    '# yaml-language-server: $schema=https://raw.githubusercontent.com/OWNER/prompt-ratchet/VERSION/schema.json',
    '```',
    '',
    ...section('The file', root),
    ...sections('', root),
    ...labelledCases(),
    ...section('The repository: `.github/prompt-ratchet.yml`', {
      ...(z.toJSONSchema(settingsSchema, { io: 'input' }) as Schema),
      description: 'How the action publishes. The file is read at base, and need not be there.',
    }),
  ].join('\n');
}

/** The keys of a file of labelled cases; those of its judge and policy stand above. */
function labelledCases(): string[] {
  const schema = judgeFileJsonSchema() as Schema;
  const { texts, cases } = schema.properties ?? {};
  const [list] = (cases?.anyOf ?? []).filter(({ items }) => items !== undefined);
  return [
    ...section('Labelled cases of a judge: `evals/judges/*.yml`', {
      ...schema,
      description:
        'A file with `judge` and `cases` is a suite whose target is the judge. A pull request that changes the judge is run on the cases at base and head, and is blocked where the judge is proven to agree less with people. `judge` is as in `scorers`, `policy` as in a suite. `prompt-ratchet judge test` asks the judge as it stands. The schema for editors is `schema/judge.json`.',
    }),
    ...(texts ? section('Labelled cases: `texts`', texts) : []),
    ...variants(list?.items ?? {}).flatMap((one) => section('Labelled cases: `cases[]`', one)),
  ];
}

function sections(prefix: string, schema: Schema): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const path = `${prefix}${name}`;
    const item = member.items;
    const forms = variants(member);
    if (!member.properties && forms.length > 0) {
      return forms.flatMap((form) => [
        ...section(`\`${path}\` with \`${form.required?.[0]}\``, form),
        ...sections(`${path}.`, form),
      ]);
    }
    if (member.properties) return [...section(`\`${path}\``, member), ...sections(`${path}.`, member)];
    if (!item) return [];
    return variants(item).flatMap((variant) => section(`\`${path}[]\`: ${kindOf(variant)}`, variant));
  });
}

function variants(schema: Schema): Schema[] {
  const inner = schema.anyOf ?? schema.oneOf;
  if (inner) return inner.flatMap(variants);
  return schema.properties ? [schema] : [];
}

/** The member that tells a scorer from the others: `check: exact`. */
function kindOf({ properties = {} }: Schema): string {
  const name = ['check', 'judge'].find((key) => properties[key]);
  if (name === undefined) return '`command`';
  const member = properties[name];
  return `\`${name}: ${(member?.enum ?? [member?.const]).join(' | ')}\``;
}

function section(title: string, schema: Schema): string[] {
  const required = new Set(schema.required ?? []);
  const rows = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    if (!member.description) throw new Error(`${title}: ${name} has no description.`);
    return `| \`${name}\`${required.has(name) ? ' (required)' : ''} | ${typeOf(member)} | ${member.description.replaceAll('|', '\\|')} |`;
  });
  return [
    `## ${title}`,
    '',
    ...(schema.description ? [schema.description, ''] : []),
    '| key | value | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ];
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  const inner = schema.anyOf ?? schema.oneOf;
  if (inner) return [...new Set(inner.map(typeOf))].join(' or ');
  if (schema.type === 'array')
    return schema.items && !schema.items.anyOf ? `list of ${typeOf(schema.items)}` : 'list';
  if (schema.type === 'object') return 'map';
  return schema.type === 'string' ? 'text' : (schema.type ?? 'any');
}
