/** A prompt's file, and the name of the constant that holds it when the file is source code. */
export interface Address {
  file: string;
  symbol?: string;
}

/**
 * Takes `src/prompts.ts#PROMPTS.triage` apart. A symbol is plain names joined by dots; a `#` before anything else is
 * part of the file's name.
 */
export function splitAddress(path: string): Address {
  const found = /^(.+)#([\p{L}_$][\p{L}\p{N}_$]*(?:\.[\p{L}\p{N}_$-]+)*)$/u.exec(path);
  const [, file, symbol] = found ?? [];
  return file === undefined || symbol === undefined ? { file: path } : { file, symbol };
}
