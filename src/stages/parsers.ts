import { type ParsedSuiteFile, parseSuiteFile } from '../core/config/suite-file.ts';
import { parseDataset } from '../core/dataset/dataset.ts';
import { textHash } from '../core/hash.ts';
import type { Case, Prompt } from '../core/suite.ts';
import { loadPrompt } from '../prompts/format.ts';

interface Source {
  path: string;
  text: string;
}

/** What reads the files of suites. Pure: the same text at the same path gives the same result. */
export interface Parsers {
  suiteFile(source: Source): ParsedSuiteFile;
  dataset(source: Source): Promise<readonly Case[]>;
  prompt(source: Source): Promise<Prompt>;
}

/** Reads each text once: most files are the same at base and at head. */
export function createParsers(): Parsers {
  return { suiteFile: once(parseSuiteFile), dataset: once(parseDataset), prompt: once(loadPrompt) };
}

function once<Result>(parse: (source: Source) => Result): (source: Source) => Result {
  const known = new Map<string, Map<string, Result>>();
  return (source) => {
    const texts = known.get(source.path) ?? new Map<string, Result>();
    known.set(source.path, texts);
    // A dataset can be very large: what stands for its text is kept, not the text.
    const hash = textHash(source.text);
    const before = texts.get(hash);
    if (before !== undefined) return before;
    const result = parse(source);
    texts.set(hash, result);
    return result;
  };
}
