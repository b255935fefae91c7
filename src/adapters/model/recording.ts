import type { ModelAnswer, ModelReply, ModelRequest } from '../../core/model.ts';
import { redact } from '../../core/redact.ts';
import type { CallPurpose, Model } from '../../ports.ts';
import {
  parseRecording,
  printRecording,
  type Recorded,
  type RecordingText,
  recordingKey,
  replyOf,
} from './recording-file.ts';

/** Where a recording goes, and what may not get into it. */
export interface RecordingSink {
  write?: ((text: string) => Promise<void>) | undefined;
  /** Texts that are replaced wherever an answer repeats them. */
  secrets?: readonly string[] | undefined;
}

/** A model that keeps the answers of another. */
export interface Recorder extends Model {
  /** The recording so far, as the text of its file. */
  text(): string;
  /** Writes {@link Recorder.text} to the sink. */
  save(): Promise<void>;
}

interface Kept {
  answer: ModelAnswer;
  recorded: Recorded;
}

/** Names the call of an answer in a fixed way, whichever of several equal calls came first. */
function earlier(known: Recorded, later: Recorded): Recorded {
  const order = (one: Recorded) => JSON.stringify([one.suite, one.case, one.scorer ?? '', one.variant ?? '']);
  const first = order(known) <= order(later) ? known : later;
  const variant = known.variant === later.variant ? known.variant : undefined;
  return { ...first, variant, reply: known.reply };
}

/**
 * Passes calls on to `inner` and keeps its answers. Equal requests share the answer of the first of them, as they will
 * when the recording is replayed: so a recorded run and its replay agree. Failures are neither kept nor shared.
 */
export function createRecorder(inner: Model, { write, secrets = [] }: RecordingSink = {}): Recorder {
  const kept = new Map<string, Kept>();
  const pending = new Map<string, Promise<ModelReply>>();

  /** Files an answer, unless there is one already. Gives the one that counts. */
  function note(key: string, request: ModelRequest, purpose: CallPurpose, answer: ModelAnswer): ModelAnswer {
    const { suite, case: id, variant, trial, scorer, round } = purpose;
    const recorded = redact(
      {
        suite,
        case: id,
        variant,
        trial,
        scorer,
        round,
        request: { provider: request.provider, model: request.model },
        reply: replyOf(answer),
      },
      secrets,
    );
    const known = kept.get(key);
    const current = { key, ...recorded };
    const counting: Kept =
      known === undefined
        ? { answer, recorded: current }
        : { answer: known.answer, recorded: earlier(known.recorded, current) };
    kept.set(key, counting);
    return counting.answer;
  }

  const recorder: Recorder = {
    async ask(request, purpose, signal) {
      const key = recordingKey(request, purpose);
      const known = kept.get(key)?.answer ?? pending.get(key);
      if (known !== undefined) {
        const reply = await known;
        if (reply.ok) return note(key, request, purpose, reply);
      }
      const asking = inner.ask(request, purpose, signal);
      pending.set(key, asking);
      try {
        const reply = await asking;
        return reply.ok ? note(key, request, purpose, reply) : reply;
      } finally {
        if (pending.get(key) === asking) pending.delete(key);
      }
    },
    text: () => printRecording([...kept.values()].map(({ recorded }) => recorded)),
    async save() {
      await write?.(recorder.text());
    },
  };
  return recorder;
}

/** The same for every call, so that many can be told in one line; which they are is known to whoever asked. */
const NOT_RECORDED =
  'The prompt, the model or a parameter has changed since the recording was made, or the case is new.';

/**
 * Answers from recordings, and never from anywhere else. Where two files answer one request, the first file does.
 * @throws RatchetError E_RECORDING
 */
export function createReplay(texts: readonly RecordingText[]): Model {
  const answers = new Map<string, Recorded>();
  for (const text of texts) {
    for (const [key, recorded] of parseRecording(text)) {
      if (!answers.has(key)) answers.set(key, recorded);
    }
  }
  return {
    async ask(request, purpose, signal) {
      if (signal.aborted)
        return { ok: false, code: 'cancelled', message: 'The run was stopped.', attempts: 0 };
      const recorded = answers.get(recordingKey(request, purpose));
      if (recorded !== undefined) return { ok: true, ...recorded.reply, replayed: true };
      return {
        ok: false,
        code: 'not-recorded',
        message: NOT_RECORDED,
        attempts: 0,
      };
    },
  };
}

/** Answers from `replay`, and from `live` what is not recorded. */
export function createFallback(replay: Model, live: Model): Model {
  return {
    async ask(request, purpose, signal) {
      const reply = await replay.ask(request, purpose, signal);
      return !reply.ok && reply.code === 'not-recorded' ? live.ask(request, purpose, signal) : reply;
    },
  };
}
