import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, type JsonObject, textOf } from '../../src/core/json.ts';
import { renderTemplate, templateVariables } from '../../src/prompts/template.ts';

const braces = fc
  .array(
    fc.oneof(
      fc.constantFrom('{{', '}}', '{', '}', 'a', 'b', ' ', '.', '{{a}}', '{{ b }}', '{{c}}', '$&'),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(''));
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/);
const values = fc.jsonValue() as fc.Arbitrary<Json>;

test('values are never rendered again: the text is the literal pieces with the values between them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), braces), { maxLength: 6 }), fc.string(), (pairs, tail) => {
      const literal = (text: string) => text.replaceAll(/[{}]/g, '_');
      const vars = Object.fromEntries(pairs.map(([, value], index) => [`v${index}`, value]));
      const template = pairs.map(([text], index) => `${literal(text)}{{v${index}}}`).join('') + literal(tail);
      const expected = pairs.map(([text, value]) => literal(text) + value).join('') + literal(tail);
      expect(renderTemplate(template, vars)).toEqual({ text: expected, missing: [] });
    }),
  );
});

test('any template with any variables: no throw, and a template without known names stays as it is', () => {
  fc.assert(
    fc.property(braces, fc.dictionary(fc.string(), values), (template, vars) => {
      const { missing } = renderTemplate(template, vars);
      expect(templateVariables(template)).toEqual(expect.arrayContaining([...missing]));
      expect(renderTemplate(template, {})).toEqual({ text: template, missing: templateVariables(template) });
    }),
  );
});

test('a path leads to the member it names', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), values, (path, value) => {
      const vars = path.reduceRight<Json>(
        (inner, step) => Object.fromEntries([[step, inner]]),
        value,
      ) as JsonObject;
      expect(renderTemplate(`{{ ${path.join('.')} }}`, vars)).toEqual({ text: textOf(value), missing: [] });
    }),
  );
});
