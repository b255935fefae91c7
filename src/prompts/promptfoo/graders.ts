import { isJsonObject, type JsonObject } from '../../core/json.ts';
import type { JudgeModel } from '../../core/judge-spec.ts';
import { readProvider } from './providers.ts';
import { inside, type Placed, type Reading } from './source.ts';

/** Who judges where the config names nobody. */
export const DEFAULT_GRADER: JudgeModel = { provider: 'openai', model: 'gpt-4.1', parameters: {} };

/** What measures likeness where the config names nothing. */
export const DEFAULT_EMBEDDER: JudgeModel = {
  provider: 'openai',
  model: 'text-embedding-3-large',
  parameters: {},
};

type Asks = { ok: true; model: JudgeModel } | { ok: false; why: string };

interface Context {
  test: Placed<JsonObject>;
  reading: Reading;
}

/** The assertion's own grader, the test's, or the default one. */
export async function graderOf(item: Placed, { test, reading }: Context): Promise<Asks> {
  const own = inside(item, 'provider');
  const ofTest = inside(test, 'options', 'provider');
  const named = own.value === null ? ofTest : own;
  // By kind of use: `{ text: …, embedding: … }`.
  const chosen = inside(named, 'text').value === null ? named : inside(named, 'text');
  if (chosen.value === null) return { ok: true, model: DEFAULT_GRADER };
  const [first] = await readProvider(chosen, reading);
  if (first && 'model' in first) {
    const { provider, model, parameters } = first;
    return { ok: true, model: { provider, model, parameters } };
  }
  return { ok: false, why: first ? first.problem.message.replace(/\.$/, '') : 'its grader cannot be read' };
}

/** The model that gives embeddings: the assertion's, the test's, or the default one. */
export function embedderOf(item: Placed, { test }: Context): Asks {
  const named = [inside(item, 'provider'), inside(test, 'options', 'provider', 'embedding')].find(
    ({ value }) => value !== null,
  );
  const value = named && isJsonObject(named.value) ? inside(named, 'id').value : (named?.value ?? null);
  if (value === null) return { ok: true, model: DEFAULT_EMBEDDER };
  const model = typeof value === 'string' ? /^openai:embeddings?:([!-~]+)$/.exec(value)?.[1] : undefined;
  if (model !== undefined) return { ok: true, model: { ...DEFAULT_EMBEDDER, model } };
  return { ok: false, why: 'its provider is none of openai:embedding:…' };
}
