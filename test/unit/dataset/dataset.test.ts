import { describe, expect, test } from 'vitest';
import { parseDataset } from '../../../src/core/dataset/dataset.ts';
import { problemsOf } from '../../../src/core/errors.ts';
import { contentHash } from '../../../src/core/hash.ts';

function parse(path: string, text: string) {
  return parseDataset({ path, text });
}

/** Problems as `line:column message`; another code than E_DATASET_INVALID comes first. */
async function faults(path: string, text: string): Promise<string[]> {
  try {
    await parse(path, text);
  } catch (error) {
    return (problemsOf(error) ?? []).map(({ code, message, help, place }) => {
      expect(place?.path).toBe(path);
      expect(help.length).toBeGreaterThan(5);
      const where = place?.line === undefined ? '' : `${place.line}:${place.column} `;
      return `${code === 'E_DATASET_INVALID' ? '' : `${code} `}${where}${message}`;
    });
  }
  throw new Error('nothing was wrong');
}

const TWO = [
  { id: 'a', vars: { q: 'hi', n: '1' }, expected: 'x', tags: ['s', 't'] },
  { id: 'b', vars: { q: 'ho', n: '2' }, tags: [] },
];

describe('the same two cases in every format', () => {
  test.each<[string, string]>([
    [
      'd.jsonl',
      '{"id":"a","vars":{"q":"hi","n":"1"},"expected":"x","tags":["s","t"]}\n\n{"id":"b","q":"ho","n":"2"}',
    ],
    [
      'd.ndjson',
      '\uFEFF{"id":"a","q":"hi","n":"1","expected":"x","tags":["s","t"]}\r\n{"id":"b","vars":{"q":"ho","n":"2"},"expected":null}\r\n',
    ],
    [
      'D.JSON',
      '\uFEFF[{"id":"a","q":"hi","n":"1","expected":"x","tags":["s"," t","s"]},\n{"id":"b","q":"ho","n":"2","tags":null}]',
    ],
    [
      'd.yml',
      '- id: a\n  vars: { q: hi, n: "1" }\n  expected: x\n  tags: [s, t]\n- id: b\n  q: ho\n  n: "2"\n',
    ],
    [
      'd.yaml',
      '\uFEFF- { id: a, q: hi, n: "1", expected: x, tags: [s, t] }\r\n- { id: b, q: ho, n: "2", expected: }\r\n',
    ],
    ['d.csv', 'id,q,n,expected,tags\na,hi,1,x,s;t\nb,ho,2,,\n'],
    ['d.csv', '\uFEFFid, q ,n,expected,tags\r\n\r\na,hi,1,x,"s, t"\r\nb,"ho",2,"",\r\n'],
  ])('%s %#', async (path, text) => {
    expect(await parse(path, text)).toEqual(TWO);
  });
});

describe('ids', () => {
  test('without one, the content names the case', async () => {
    const hash = (content: object) => `case-${contentHash(content).slice(0, 8)}`;
    const [first, second, third] = await parse(
      'd.jsonl',
      '{"q":"a"}\n{"vars":{"q":"a"},"expected":1}\n{"id":null,"q":"b"}',
    );
    expect(first?.id).toBe(hash({ vars: { q: 'a' } }));
    expect(second?.id).toBe(hash({ vars: { q: 'a' }, expected: 1 }));
    expect(third?.id).toMatch(/^case-/);
  });
  test('order of keys, format and tags make no difference to it', async () => {
    const ids = [
      await parse('d.jsonl', '{"a":"1","b":"2"}'),
      await parse('d.yml', '- { b: "2", a: "1", tags: [x] }'),
      await parse('d.csv', 'b,a,tags\n2,1,x'),
    ].map(([only]) => only?.id);
    expect(new Set(ids).size).toBe(1);
  });
  test('numbers become texts, spaces around go', async () => {
    expect((await parse('d.jsonl', '{"id":5,"q":"a"}\n{"id":" x ","q":"b"}')).map(({ id }) => id)).toEqual([
      '5',
      'x',
    ]);
  });
  test('given twice: both lines are named', async () => {
    expect(
      await faults('d.jsonl', '{"id":"a","q":1}\n\n{"id":"b","q":1}\n{"id":"a","q":2}\n{"id":"a","q":3}'),
    ).toEqual([
      '4:1 The rows on lines 1 and 4 have the same id "a".',
      '5:1 The rows on lines 1 and 5 have the same id "a".',
    ]);
    expect(await faults('d.csv', 'q\nx\n"y\nz"\nx')).toEqual([
      '5:1 The rows on lines 2 and 5 are the same case.',
    ]);
    expect(await faults('d.json', '[{"id": 1},\n\n {"id": "1"}]')).toEqual([
      '3:2 The rows on lines 1 and 3 have the same id "1".',
    ]);
  });
  test('derived ids that collide in eight digits grow instead of failing', async () => {
    // Found by search: these two contents share the first eight digits of their hashes.
    const texts = collidingTexts();
    const cases = await parse('d.jsonl', texts.map((q) => JSON.stringify({ q })).join('\n'));
    expect(new Set(cases.map(({ id }) => id)).size).toBe(texts.length);
    const [left, right] = cases;
    expect(left?.id).toMatch(/^case-[0-9a-f]{16}$/);
    expect(left?.id.slice(0, 13)).toBe(right?.id.slice(0, 13));
  });
});

/** Two texts whose derived ids share eight digits: about 80,000 tries. */
function collidingTexts(): [string, string] {
  const seen = new Map<string, string>();
  for (let number = 0; number < 2_000_000; number++) {
    const q = `text ${number}`;
    const short = contentHash({ vars: { q } }).slice(0, 8);
    const other = seen.get(short);
    if (other !== undefined) return [other, q];
    seen.set(short, q);
  }
  throw new Error('no collision');
}

describe('faulty rows', () => {
  test.each<[string, string, string[]]>([
    ['d.jsonl', '{"vars":{},"expectd":1}', ['1:1 The row has an unknown key "expectd".']],
    ['d.jsonl', '{"vars":"x"}', ['1:1 `vars` is not a mapping.']],
    [
      'd.jsonl',
      '[1]\n"x"\n5',
      ['1:1 The row is not a mapping.', '2:1 The row is not a mapping.', '3:1 The row is not a mapping.'],
    ],
    [
      'd.jsonl',
      '{"q":1}\n{"q":1,}\n{"q": x}',
      [
        '2:8 The JSON cannot be read: expected a member name in double quotes, found "}".',
        '3:7 The JSON cannot be read: expected a value, found "x".',
      ],
    ],
    ['d.jsonl', '{"q":1,"q":2}', ['1:8 The JSON cannot be read: the member "q" is given twice.']],
    ['d.jsonl', '{"q":1e999}', ['1:6 The JSON cannot be read: the number is too large.']],
    [
      'd.jsonl',
      '{"id":{},"tags":"x","q":1}',
      ['1:1 `id` is empty or not a text.', '1:1 `tags` is not a list of texts.'],
    ],
    ['d.jsonl', '{"id":" ","q":1}', ['1:1 `id` is empty or not a text.']],
    ['d.jsonl', '{"tags":[1],"q":1}', ['1:1 `tags` is not a list of texts.']],
    ['d.jsonl', '{"q":"a\\u0000b"}', ['1:1 The row contains a null byte.']],
    ['d.jsonl', '{"q":["\\ud83d"]}', ['1:1 The row contains a lone surrogate (half a character).']],
    ['d.jsonl', '{"a\\u0000":1}', ['1:1 The row contains a null byte in a key.']],
    ['d.json', '{"q":1}', ['1:1 d.json is not a list of rows.']],
    ['d.json', '[\n {"q":1},\n {"q":1\n]', ['4:1 The JSON cannot be read: expected "," or "}", found "]".']],
    ['d.json', '[{"q":1},\n\n 5]', ['3:2 The row is not a mapping.']],
    ['d.yml', 'a: 1', ['1:1 d.yml is not a list of rows.']],
    [
      'd.yml',
      '- vars: { q: 1 }\n  tgas: [x]\n  id: []\n',
      ['2:3 The row has an unknown key "tgas".', '3:3 `id` is empty or not a text.'],
    ],
    [
      'd.yml',
      '- q: "x\\0"\n- q:\n    deep: ["\\0"]',
      ['1:3 The row contains a null byte.', '3:12 The row contains a null byte.'],
    ],
    [
      'd.yml',
      '- q: [1\n- q: 2',
      ['2:1 Flow sequence in block collection must be sufficiently indented and end with a ].'],
    ],
    [
      'd.csv',
      'a,b\n1\n"x\ny",2\n1,2,3',
      [
        '2:1 The row has 1 cell, the header has 2 columns.',
        '5:1 The row has 3 cells, the header has 2 columns.',
      ],
    ],
    ['d.csv', 'a,b\n1,2\n\n3,"x\n4,5\n', ['4:1 A quote is not closed, or stands inside a cell.']],
    ['d.csv', 'a,b\n1,x"y', ['2:1 A quote is not closed, or stands inside a cell.']],
    ['d.csv', '"a,b\n', ['1:1 A quote is not closed, or stands inside a cell.']],
    ['d.csv', 'a,,a\n1,2,3', ['1:1 Column 2 has no name.', '1:1 Two columns are called "a".']],
    [
      'd.csv',
      'a,b\n\n"x\n\ny"\n1',
      [
        '3:1 The row has 1 cell, the header has 2 columns.',
        '6:1 The row has 1 cell, the header has 2 columns.',
      ],
    ],
    ['d.csv', 'a;b\n1;2', ['1:1 The columns are not separated by commas.']],
    ['d.csv', 'a\nx\0y', ['2:1 The row contains a null byte.']],
    ['d.txt', 'x', ['d.txt has an ending that no dataset format has.']],
    ['dataset', 'x', ['dataset has an ending that no dataset format has.']],
    ['d.constructor', 'x', ['d.constructor has an ending that no dataset format has.']],
  ])('%s %j', async (path, text, expected) => {
    expect(await faults(path, text)).toEqual(expected);
  });
  test('an unknown key comes with a suggestion', async () => {
    await expect(parse('d.jsonl', '{"vars":{},"expectd":1}')).rejects.toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ help: 'Did you mean `expected`?' })] }),
    );
  });
  test('20 problems at most', async () => {
    expect(await faults('d.jsonl', '5\n'.repeat(100))).toHaveLength(20);
    expect(await faults('d.csv', `a,b\n${'1\n'.repeat(100)}`)).toHaveLength(20);
  });
});

test.each([
  ['d.jsonl', ''],
  ['d.jsonl', '\uFEFF\r\n \n'],
  ['d.json', '[]'],
  ['d.json', ' '],
  ['d.yml', '# nothing\n'],
  ['d.yml', '[]'],
  ['d.csv', ''],
  ['d.csv', 'a,b\n\n'],
])('no rows in %s %j', async (path, text) => {
  expect(await faults(path, text)).toEqual([`E_DATASET_EMPTY The dataset ${path} has no rows.`]);
});

describe('values', () => {
  test('CSV cells stay the texts they are', async () => {
    const text = 'n,f,s,q,m\n 007 ,=1+1,"  ","a ""b""","x\r\ny"\n';
    expect((await parse('d.csv', text))[0]?.vars).toEqual({
      n: ' 007 ',
      f: '=1+1',
      s: '  ',
      q: 'a "b"',
      m: 'x\ny',
    });
  });
  test('a column called vars is a variable there', async () => {
    expect(await parse('d.csv', 'vars,id\nx,1')).toEqual([{ id: '1', vars: { vars: 'x' }, tags: [] }]);
  });
  test('any JSON may be expected; null counts as absent', async () => {
    const rows = [
      { q: 1, expected: { a: [1] } },
      { q: 2, expected: false },
      { q: 3, expected: '' },
      { q: 4, expected: null },
    ];
    expect(
      (await parse('d.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'))).map(
        ({ expected }) => expected,
      ),
    ).toEqual([{ a: [1] }, false, '', undefined]);
  });
  test('names that would touch a prototype', async () => {
    for (const [path, text] of [
      ['d.jsonl', '{"id":"a","__proto__":"x","constructor":"y"}'],
      ['d.yml', '- { id: a, __proto__: x, constructor: y }'],
      ['d.csv', 'id,__proto__,constructor\na,x,y'],
    ] as const) {
      const [only] = await parse(path, text);
      expect(JSON.stringify(only?.vars)).toBe('{"__proto__":"x","constructor":"y"}');
      expect(Object.getPrototypeOf(only?.vars)).toBe(Object.prototype);
    }
    expect((await parse('d.jsonl', '{"id":"a","vars":{"__proto__":{"tags":["x"]}}}'))[0]?.tags).toEqual([]);
  });
});

test('a hundred thousand rows', async () => {
  const count = 100_000;
  const json = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ q: `question ${index}`, expected: 'x' }),
  );
  expect(await parse('d.jsonl', json.join('\n'))).toHaveLength(count);
  expect(await parse('d.json', `[${json.slice(0, 20_000).join(',\n')}]`)).toHaveLength(20_000);
  expect(
    await parse('d.csv', `q,expected\n${json.map((_, index) => `question ${index},x`).join('\n')}`),
  ).toHaveLength(count);
});

test('a line of ten million characters', async () => {
  expect((await parse('d.jsonl', JSON.stringify({ q: 'x'.repeat(10_000_000) })))[0]?.vars['q']).toHaveLength(
    10_000_000,
  );
  expect((await parse('d.csv', `q\n"${'x'.repeat(1_000_000)}"`))[0]?.vars['q']).toHaveLength(1_000_000);
});
