import { criteriaIn } from '../../core/criterion.ts';
import { contentHash } from '../../core/hash.ts';
import type { JsonObject } from '../../core/json.ts';
import type { CaseReport, MeasuredSuite, SuiteCriterion } from '../../core/report.ts';
import { type Item, itemOf } from '../item.ts';
import { type Label, labelSchema, type OutputLabel, type PairLabel } from '../label.ts';
import type { Rating, Skipped } from './rating.ts';

export interface BindOptions {
  suite: MeasuredSuite;
  /** The criterion that counts, by name, and their name of it where that is another. */
  criterion?: string | undefined;
  question?: string | undefined;
  /** Who rated, where the file does not say. */
  rater?: string | undefined;
  /** The ends of their scale, for numbers outside 0..1. */
  scale?: readonly [number, number] | undefined;
  /** When it was rated, where the file does not say. ISO 8601. */
  now: string;
}

/** Makes labels of ratings: each bound to a criterion as it is asked now, and to an input with its output. */
export function bindRatings(
  ratings: readonly Rating[],
  options: BindOptions,
): { labels: Label[]; items: Map<string, Item>; skipped: Skipped[] } {
  const byHash = new Map(options.suite.cases.map((row) => [contentHash(row.vars), row]));
  const byId = new Map(options.suite.cases.map((row) => [row.id, row]));
  const labels: Label[] = [];
  const items = new Map<string, Item>();
  const skipped: Skipped[] = [];
  for (const rating of ratings) {
    const bound = bind(rating, options, { byHash, byId });
    if (typeof bound === 'string') skipped.push({ place: rating.place, why: bound });
    else {
      labels.push(bound.label);
      for (const item of bound.items) items.set(item.key, item);
    }
  }
  return { labels, items, skipped };
}

interface Cases {
  byHash: ReadonlyMap<string, CaseReport>;
  byId: ReadonlyMap<string, CaseReport>;
}

/** The label and the texts that it is about, or why there is none. */
function bind(
  rating: Rating,
  options: BindOptions,
  { byHash, byId }: Cases,
): { label: Label; items: Item[] } | string {
  const criterion = criterionFor(rating, options);
  if (typeof criterion === 'string') return criterion;
  // The report's own form of the variables counts: that is what later runs hash.
  const known = rating.case === undefined ? undefined : byId.get(rating.case);
  const vars: JsonObject | undefined = known?.vars ?? rating.vars;
  if (!vars) {
    return rating.case === undefined
      ? 'it names no case and no variables'
      : `the report has no case "${rating.case}", and its variables are not there`;
  }
  const rater = (rating.rater ?? options.rater)?.trim().replaceAll(/[^A-Za-z0-9_.@+-]+/g, '-');
  if (!rater) return 'it does not say who rated; name them with --rater';
  const time = rating.at === undefined ? Date.parse(options.now) : Date.parse(rating.at);
  if (Number.isNaN(time)) return `"${rating.at}" is no time`;
  const row = known ?? byHash.get(contentHash(vars));
  const id = row?.id ?? rating.case ?? 'imported';
  const head = {
    case: id,
    criterion: criterion.name,
    criterionVersion: criterion.version,
    rater,
    blind: rating.blind ?? false,
    at: new Date(time).toISOString(),
    ...(rating.note ? { note: rating.note.slice(0, 2000) } : {}),
  };
  const items = rating.outputs.map((output) => itemOf({ id, vars, expected: row?.expected }, output));
  const [a = '', b] = items.map(({ key }) => key);
  let label: unknown;
  if (b === undefined) {
    const verdict = outputVerdict(rating.verdict, criterion, options.scale);
    if (verdict === undefined)
      return `"${rating.verdict}" is no verdict on one output${scaleHint(rating.verdict)}`;
    label = { kind: 'output', ...head, output: a, verdict };
  } else {
    const verdict = pairVerdict(rating.verdict);
    if (verdict === undefined) return `"${rating.verdict}" is no verdict on two outputs`;
    label = { kind: 'pair', ...head, a, b, verdict };
  }
  const parsed = labelSchema.safeParse(label);
  if (parsed.success) return { label: parsed.data, items };
  const [issue] = parsed.error.issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it has another shape'}`;
}

function criterionFor({ question }: Rating, options: BindOptions): SuiteCriterion | string {
  const criteria = criteriaIn(options.suite);
  const names = [...new Set(criteria.map(({ name }) => name))];
  const theirs = options.question ?? options.criterion;
  if (question !== undefined && theirs !== undefined && question !== theirs)
    return `it is about "${question}"`;
  const only = names.length === 1 ? names[0] : undefined;
  const wanted = options.criterion ?? (options.question === undefined ? (question ?? only) : only);
  if (wanted === undefined)
    return `it does not say what was asked; name it with --criterion: ${names.join(', ')}`;
  return (
    criteria.find(({ name }) => name === wanted) ??
    `the suite has no criterion "${wanted}"; it has: ${names.join(', ')}`
  );
}

const PASS = new Set(['pass', 'passed', 'yes', 'true', 'good', 'correct', 'positive', 'thumbs_up']);
const FAIL = new Set(['fail', 'failed', 'no', 'false', 'bad', 'incorrect', 'negative', 'thumbs_down']);

function outputVerdict(
  verdict: Rating['verdict'],
  { scale: levels }: SuiteCriterion,
  scale: BindOptions['scale'],
): OutputLabel['verdict'] | undefined {
  if (typeof verdict === 'boolean') return verdict ? 'pass' : 'fail';
  const word = String(verdict).trim();
  const level = levels.find(({ answer }) => answer === word);
  if (level && level.score >= 0 && level.score <= 1) return level.score;
  if (PASS.has(word.toLowerCase())) return 'pass';
  if (FAIL.has(word.toLowerCase())) return 'fail';
  const number = word === '' ? Number.NaN : Number(word);
  const [low, high] = scale ?? [0, 1];
  return number >= low && number <= high ? (number - low) / (high - low) : undefined;
}

const PAIR: Readonly<Record<string, PairLabel['verdict']>> = {
  a: 'a',
  b: 'b',
  1: 'a',
  2: 'b',
  tie: 'tie',
  equal: 'tie',
  same: 'tie',
  'both-bad': 'both-bad',
  'both bad': 'both-bad',
  bad: 'both-bad',
};

function pairVerdict(verdict: Rating['verdict']): PairLabel['verdict'] | undefined {
  const word = String(verdict).trim().toLowerCase();
  return Object.hasOwn(PAIR, word) ? PAIR[word] : undefined;
}

function scaleHint(verdict: Rating['verdict']): string {
  return Number.isFinite(Number(verdict)) ? '; name the ends of the scale, such as --scale 1..5' : '';
}
