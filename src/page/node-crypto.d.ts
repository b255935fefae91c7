/**
 * The one module of Node that pure folders may import. Pages import only types from where it is used: the bundler
 * refuses anything else. Declared here, so that the compiler can follow those types without all of Node's globals.
 */
declare module 'node:crypto' {
  export function hash(algorithm: string, text: string, encoding: 'hex'): string;
  interface Hash {
    update(text: string, encoding?: 'utf8'): Hash;
    digest(encoding: 'hex'): string;
  }
  export function createHash(algorithm: string): Hash;
}
