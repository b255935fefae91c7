// The few parts of node-llama-cpp that are used, typed here because the package is installed under
// `.local-model/` and is not resolvable (nor wanted) from the project itself.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HOME } from './weights.ts';

export const RUNTIME = { package: 'node-llama-cpp', version: '3.22.1' } as const;

/** The CPU build for this machine; the GPU builds are left out. */
export function cpuPackage(platform = process.platform, arch: string = process.arch): string {
  const known: Record<string, string> = {
    'linux-x64': 'linux-x64',
    'linux-arm64': 'linux-arm64',
    'linux-arm': 'linux-armv7l',
    'linux-riscv64': 'linux-riscv64',
    'darwin-x64': 'mac-x64',
    'darwin-arm64': 'mac-arm64-metal',
    'win32-x64': 'win-x64',
    'win32-arm64': 'win-arm64',
  };
  const build = known[`${platform}-${arch}`];
  if (build === undefined) throw new Error(`node-llama-cpp has no CPU build for ${platform}-${arch}`);
  return `@node-llama-cpp/${build}`;
}

export type Token = number & { readonly token: unique symbol };
export type Grammar = { readonly grammar: string };
export type GrammarState = { readonly clone: () => GrammarState };

export interface RepeatPenalty {
  punishTokens: () => Token[];
  maxPunishTokens: number;
  penalty: number;
  frequencyPenalty: number;
  presencePenalty: number;
}

export interface EvaluateOptions {
  temperature: number;
  topP: number;
  topK: number;
  minP: number;
  seed?: number;
  repeatPenalty?: RepeatPenalty;
  grammarEvaluationState?: GrammarState;
}

export interface Sequence {
  clearHistory(): Promise<void>;
  evaluate(tokens: Token[], options: EvaluateOptions): AsyncGenerator<Token, void, undefined>;
}

export interface Context {
  readonly contextSize: number;
  getSequence(): Sequence;
}

export interface Model {
  readonly tokens: { readonly bosString: string | null; readonly eosString: string | null };
  readonly fileInfo: GgufInfo;
  tokenize(text: string, specialTokens: boolean): Token[];
  detokenize(tokens: readonly Token[], specialTokens?: boolean): string;
  isEogToken(token: Token): boolean;
  createContext(options: Record<string, unknown>): Promise<Context>;
}

export interface Llama {
  readonly llamaCppRelease: { readonly release: string };
  loadModel(options: { modelPath: string; gpuLayers: number }): Promise<Model>;
  createGrammar(options: { grammar: string }): Promise<Grammar>;
  dispose(): Promise<void>;
}

export interface GgufInfo {
  readonly version: number;
  readonly tensorCount: number | bigint;
  readonly tensorInfo?: readonly {
    readonly ggmlType: number;
    readonly dimensions: readonly (number | bigint)[];
  }[];
  readonly metadata: {
    readonly general: { readonly architecture: string; readonly file_type?: number } & Record<
      string,
      unknown
    >;
    readonly tokenizer: {
      readonly ggml: Record<string, unknown>;
      readonly chat_template?: string;
    };
  } & Record<string, unknown>;
}

export interface NodeLlamaCpp {
  getLlama(options: Record<string, unknown>): Promise<Llama>;
  readGgufFileInfo(path: string, options: { logWarnings: boolean }): Promise<GgufInfo>;
  readonly LlamaGrammarEvaluationState: new (options: { model: Model; grammar: Grammar }) => GrammarState;
  readonly GgmlType: Record<number, string>;
  readonly GgufFileType: Record<number, string>;
}

export interface Jinja {
  readonly Template: new (source: string) => { render(values: Record<string, unknown>): string };
}

async function load<T>(...path: string[]): Promise<T> {
  const file = join(HOME, 'node_modules', ...path);
  try {
    return (await import(pathToFileURL(file).href)) as T;
  } catch (cause) {
    throw new Error('the local model is not set up: run `node scripts/local-model/setup.ts`', { cause });
  }
}

export const loadNodeLlamaCpp = (): Promise<NodeLlamaCpp> => load('node-llama-cpp', 'dist', 'index.js');
export const loadJinja = (): Promise<Jinja> => load('@huggingface', 'jinja', 'dist', 'index.js');
