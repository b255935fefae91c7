/** Of a list or an object with more members than this, each is given by itself. */
const MANY = 100;
/** How far down lists are looked for. */
const DEPTH = 4;

/**
 * The text that `JSON.stringify` makes of a value, in parts: of a value with very many members the whole text would
 * be as large as the value again.
 */
export function* jsonParts(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null || !isLarge(value, DEPTH)) {
    yield JSON.stringify(value) ?? 'null';
    return;
  }
  const [start, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  let separator = start;
  for (const [key, member] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    if (typeof key === 'string' && member === undefined) continue;
    yield typeof key === 'string' ? `${separator}${JSON.stringify(key)}:` : separator;
    yield* jsonParts(member);
    separator = ',';
  }
  yield end;
}

/** Whether somewhere near the top of a value there are very many members. */
function isLarge(value: object, depth: number): boolean {
  const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
  if (members.length > MANY) return true;
  return (
    depth > 0 &&
    members.some((member) => typeof member === 'object' && member !== null && isLarge(member, depth - 1))
  );
}
