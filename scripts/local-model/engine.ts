// One model, one context, one request at a time. Every request starts from an empty context, so an answer
// depends on the request alone and not on what was asked before it.
import { randomInt } from 'node:crypto';
import { ApiError, type Job, type Message } from './api.ts';
import { type EvaluateOptions, type Grammar, loadJinja, loadNodeLlamaCpp, type Token } from './runtime.ts';
import { type ModelName, WEIGHTS, weightsPath } from './weights.ts';

/** Answers are the same with more threads. Two are a little faster on idle cores and far slower on busy ones. */
const THREADS = 1;
const CONTEXT = 4096;
const BATCH = 512;

export interface Answer {
  content: string;
  finishReason: 'stop' | 'length';
  promptTokens: number;
  completionTokens: number;
  promptMs: number;
  completionMs: number;
}

export interface Engine {
  readonly id: string;
  readonly fingerprint: string;
  answer(job: Job, signal?: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

/** A base model has no chat template: the messages are put before it as a transcript to continue. */
const transcript = (messages: readonly Message[]): string =>
  `${messages.map(({ role, content }) => (role === 'system' ? `${content}\n\n` : `${role}: ${content}\n`)).join('')}assistant:`;

/** Where the earliest stop sequence begins in the text, or -1. */
function stopAt(text: string, stops: readonly string[]): number {
  const found = stops.map((stop) => text.indexOf(stop)).filter((index) => index >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}

export async function openEngine(name: ModelName, threads = THREADS): Promise<Engine> {
  const weights = WEIGHTS[name];
  const lib = await loadNodeLlamaCpp();
  const llama = await lib.getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    maxThreads: threads,
    logLevel: 'error',
  });
  const model = await llama.loadModel({ modelPath: weightsPath(name), gpuLayers: 0 });
  const context = await model.createContext({
    sequences: 1,
    contextSize: CONTEXT,
    batchSize: BATCH,
    flashAttention: false,
    threads: { ideal: threads, min: threads },
  });
  const sequence = context.getSequence();
  const source = weights.instruct ? model.fileInfo.metadata.tokenizer.chat_template : undefined;
  const template = source === undefined ? undefined : new (await loadJinja()).Template(source);
  const grammars = new Map<string, Grammar>();

  const render = (messages: readonly Message[]): string =>
    template?.render({
      messages,
      add_generation_prompt: true,
      bos_token: model.tokens.bosString ?? '',
      eos_token: model.tokens.eosString ?? '',
    }) ?? `${model.tokens.bosString ?? ''}${transcript(messages)}`;

  async function grammarFor(text: string): Promise<Grammar> {
    const known = grammars.get(text);
    if (known !== undefined) return known;
    const made = await llama.createGrammar({ grammar: text });
    grammars.set(text, made);
    return made;
  }

  async function run(job: Job, signal: AbortSignal | undefined): Promise<Answer> {
    const prompt = model.tokenize(render(job.messages), true);
    const room = context.contextSize - prompt.length;
    if (room < 1)
      throw new ApiError(
        400,
        `This model's maximum context length is ${context.contextSize} tokens. However, your messages resulted in ${prompt.length} tokens.`,
        'messages',
        'context_length_exceeded',
      );
    const limit = Math.min(job.maxTokens ?? room, room);
    const stops = template === undefined ? [...job.stop, '\nuser:', '\nassistant:'] : job.stop;
    const options: EvaluateOptions = {
      temperature: job.temperature,
      topP: job.topP,
      topK: 0,
      minP: 0,
      seed: job.seed === undefined ? randomInt(2 ** 32) : job.seed >>> 0,
    };
    if (job.grammar !== undefined) {
      const grammar = await grammarFor(job.grammar);
      options.grammarEvaluationState = new lib.LlamaGrammarEvaluationState({ model, grammar });
    }

    const out: Token[] = [];
    if (job.frequencyPenalty !== 0 || job.presencePenalty !== 0) {
      const { frequencyPenalty, presencePenalty } = job;
      options.repeatPenalty = {
        punishTokens: () => out,
        maxPunishTokens: context.contextSize,
        penalty: 1,
        frequencyPenalty,
        presencePenalty,
      };
    }

    await sequence.clearHistory();
    let content = '';
    let finishReason: Answer['finishReason'] = 'stop';
    const started = performance.now();
    let first = started;
    for await (const token of sequence.evaluate(prompt, options)) {
      signal?.throwIfAborted();
      if (out.length === 0) first = performance.now();
      if (model.isEogToken(token)) break;
      out.push(token);
      content = model.detokenize(out);
      const end = stopAt(content, stops);
      if (end >= 0) {
        content = content.slice(0, end);
        break;
      }
      if (out.length >= limit) {
        finishReason = 'length';
        break;
      }
    }
    return {
      content,
      finishReason,
      promptTokens: prompt.length,
      completionTokens: out.length,
      promptMs: first - started,
      completionMs: performance.now() - first,
    };
  }

  let queue: Promise<unknown> = Promise.resolve();
  return {
    id: weights.id,
    fingerprint: `llama.cpp-${llama.llamaCppRelease.release}-${weights.sha256.slice(0, 12)}`,
    answer(job, signal) {
      const next = queue.then(() => {
        signal?.throwIfAborted();
        return run(job, signal);
      });
      queue = next.catch(() => undefined);
      return next;
    },
    close: () => llama.dispose(),
  };
}
