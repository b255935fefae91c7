import { cut } from '../../core/cut.ts';
import { TemplateFault } from './run.ts';

/** A word or sign of an expression. `at` is its offset in the template. */
export interface Token {
  kind: 'name' | 'string' | 'number' | 'sign' | 'end';
  text: string;
  at: number;
}

/** The tokens of one tag, read from the front. */
export class TokenReader {
  readonly tokens: readonly Token[];
  protected next = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get token(): Token {
    return this.tokens[this.next] ?? { kind: 'end', text: '', at: 0 };
  }

  get following(): Token {
    return this.tokens[this.next + 1] ?? { kind: 'end', text: '', at: 0 };
  }

  is(text: string): boolean {
    return (this.token.kind === 'sign' || this.token.kind === 'name') && this.token.text === text;
  }

  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.next += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.unexpected(`\`${text}\``);
  }

  name(): string {
    const { kind, text } = this.token;
    if (kind !== 'name') throw this.unexpected('a name');
    this.next += 1;
    return text;
  }

  end(): void {
    if (this.token.kind !== 'end') throw this.unexpected('the end of the tag');
  }

  unexpected(wanted: string): TemplateFault {
    const { kind, text, at } = this.token;
    const found = kind === 'end' ? 'the end of the tag' : `"${cut(text, 40)}"`;
    return new TemplateFault(`Expected ${wanted}, found ${found}.`, at, 'Mend the syntax there.');
  }
}
