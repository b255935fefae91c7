/** Of a list or an object with more members than this, each is looked at by itself. */
const MANY = 100;
/** How far down lists are looked for. */
const DEPTH = 4;
/** So many members in a row that are not large themselves make one part. */
const TOGETHER = 64;

/**
 * The text that `JSON.stringify` makes of a value, in parts: of a value with very many members the whole text would
 * be as large as the value again.
 */
export function* jsonParts(value: unknown): Generator<string> {
  if (!isLarge(value, DEPTH)) yield JSON.stringify(value) ?? 'null';
  else if (Array.isArray(value)) yield* listParts(value);
  else yield* objectParts(Object.entries(value));
}

function* listParts(members: readonly unknown[]): Generator<string> {
  let separator = '[';
  for (const group of groups(members, (member) => member)) {
    yield separator;
    if (group.isLarge) yield* jsonParts(group.members[0]);
    else yield JSON.stringify(group.members).slice(1, -1);
    separator = ',';
  }
  yield ']';
}

function* objectParts(entries: readonly (readonly [string, unknown])[]): Generator<string> {
  const known = entries.filter(([, member]) => member !== undefined);
  let separator = '';
  yield '{';
  for (const group of groups(known, ([, member]) => member)) {
    yield separator;
    if (group.isLarge) {
      for (const [key, member] of group.members) {
        yield `${JSON.stringify(key)}:`;
        yield* jsonParts(member);
      }
    } else yield JSON.stringify(Object.fromEntries(group.members)).slice(1, -1);
    separator = ',';
  }
  yield '}';
}

/** Members in order: large ones alone, the others together. */
function* groups<Member>(
  members: readonly Member[],
  toValue: (member: Member) => unknown,
): Generator<{ isLarge: boolean; members: Member[] }> {
  let together: Member[] = [];
  for (const member of members) {
    const large = isLarge(toValue(member), DEPTH);
    if (together.length > 0 && (large || together.length >= TOGETHER)) {
      yield { isLarge: false, members: together };
      together = [];
    }
    if (large) yield { isLarge: true, members: [member] };
    else together.push(member);
  }
  if (together.length > 0) yield { isLarge: false, members: together };
}

/** Whether somewhere near the top of a value there are very many members. */
function isLarge(value: unknown, depth: number): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return members.length > MANY || (depth > 0 && members.some((member) => isLarge(member, depth - 1)));
}
