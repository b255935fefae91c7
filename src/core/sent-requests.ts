import { canonicalJson } from './json.ts';
import type { MeasuredCase, MeasuredSuite } from './measurement.ts';
import type { ModelRequest } from './model.ts';
import type { CaseReport, SuiteReport } from './report.ts';
import {
  REQUEST_TEXT_LIMIT,
  REQUESTS_LIMIT,
  type RequestParts,
  type SentRequest,
} from './report-requests.ts';
import type { Variant } from './trial.ts';
import { tellingCases } from './whole-cases.ts';

/** What a message or a request costs of the limit beside its text. */
const OVERHEAD = 40;

/**
 * Puts what was sent into the report, so that a reader can look at it: of every case that the report holds whole, as
 * long as there is room, those that tell most first. `clean` replaces secrets; a text is cut only after that, because
 * half a secret would not be found any more.
 */
export function withRequests(
  suites: readonly SuiteReport[],
  measured: readonly MeasuredSuite[],
  clean: <Value>(value: Value) => Value,
): SuiteReport[] {
  const room = { left: REQUESTS_LIMIT };
  let next = 0;
  return suites.map((suite) => {
    if (suite.state !== 'touched' && suite.state !== 'new') return suite;
    const own = measured[next];
    next += 1;
    // Each suite gets its share of what the ones before have left.
    const share = Math.floor(room.left / Math.max(1, measured.length - next + 1));
    const keeper = createKeeper(share, clean);
    const kept = keptRequests(suite.cases, own?.cases ?? [], keeper);
    room.left -= keeper.used();
    if (kept.size === 0) return suite;
    return {
      ...suite,
      requests: keeper.parts,
      cases: suite.cases.map((row, at) => withSides(row, kept.get(at))),
    };
  });
}

type Sides = Partial<Record<Variant, SentRequest>>;

function withSides(row: CaseReport, sent: Sides | undefined): CaseReport {
  if (!sent) return row;
  return {
    ...row,
    ...(row.base && sent.base ? { base: { ...row.base, request: sent.base } } : {}),
    ...(row.head && sent.head ? { head: { ...row.head, request: sent.head } } : {}),
  };
}

/** By the case's place: what its sides sent. */
function keptRequests(
  cases: readonly CaseReport[],
  measured: readonly MeasuredCase[],
  keeper: ReturnType<typeof createKeeper>,
): ReadonlyMap<number, Sides> {
  const telling = [...tellingCases(cases, cases.length)];
  const rank = new Map(telling.map((id, at) => [id, at]));
  const order = cases
    .map((row, at) => ({ row, at, rank: rank.get(row.id) ?? telling.length }))
    .filter(({ row }) => !row.brief)
    .sort((left, right) => left.rank - right.rank || left.at - right.at);
  const kept = new Map<number, Sides>();
  for (const { at } of order) {
    const sides = measured[at]?.planned.sides;
    const sent: Sides = {};
    for (const side of ['base', 'head'] as const) {
      const request = sides?.[side]?.request;
      const place = request && keeper.keep(request);
      if (place) sent[side] = place;
    }
    if (sent.base || sent.head) kept.set(at, sent);
    if (keeper.isFull()) break;
  }
  return kept;
}

/** Takes requests apart and keeps each part once, until the room is used up. */
function createKeeper(room: number, clean: <Value>(value: Value) => Value) {
  const parts: RequestParts = { texts: [], settings: [] };
  const texts = new Map<string, number>();
  const settings = new Map<string, number>();
  let used = 0;
  let full = false;

  function placeOf<Part>(key: string, make: () => Part, known: Map<string, number>, all: Part[]): number {
    const at = known.get(key) ?? all.push(make()) - 1;
    known.set(key, at);
    return at;
  }

  function costOf({ messages }: ModelRequest, ofSettings: string): number {
    const own = new Set(messages.map(({ content }) => content).filter((content) => !texts.has(content)));
    const size = [...own].reduce((sum, text) => sum + Math.min(text.length, REQUEST_TEXT_LIMIT), 0);
    return size + OVERHEAD * (messages.length + 1) + (settings.has(ofSettings) ? 0 : ofSettings.length);
  }

  return {
    parts,
    used: () => used,
    isFull: () => full,
    /** Where the parts of a request stand; `undefined` when there is no room for it. */
    keep(request: ModelRequest): SentRequest | undefined {
      const { provider, model, api, parameters, messages } = request;
      const key = canonicalJson([provider, model, api ?? null, parameters]);
      const cost = costOf(request, key);
      if (used + cost > room) {
        full = true;
        return undefined;
      }
      used += cost;
      const isShort = key.length <= REQUEST_TEXT_LIMIT;
      const own = {
        provider,
        model,
        ...(api ? { api } : {}),
        ...(isShort ? { parameters: { ...parameters } } : {}),
      };
      return {
        settings: placeOf(key, () => clean(own), settings, parts.settings),
        messages: messages.map(({ role, content }) => ({
          role,
          text: placeOf(content, () => cutText(clean(content)), texts, parts.texts),
        })),
      };
    },
  };
}

function cutText(text: string): RequestParts['texts'][number] {
  if (text.length <= REQUEST_TEXT_LIMIT) return { text };
  return { text: text.slice(0, REQUEST_TEXT_LIMIT), cutFrom: text.length };
}
