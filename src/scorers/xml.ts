import { SaxesParser } from 'saxes';
import { cut } from '../core/cut.ts';
import { messageOf } from '../core/errors.ts';
import type { Check } from './scorer.ts';
import { quoted, tooLong, verdict } from './value.ts';

/** Deeper nesting is refused: the path of an element is as long as it is deep. */
const DEEPEST = 200;
/** Beginnings of elements that are tried in a text, and characters read in all. */
const MOST_TRIES = 1000;
const MOST_WORK = 2_000_000;

/**
 * 1 when the output is a well-formed XML document, or with `within: part` has a well-formed element in it; and has the
 * elements asked for. Nothing is ever fetched, and entities of the document's own are not expanded.
 */
export const xml: Check<'xml'> = ({ within, elements }, { output }) => {
  const refused = tooLong(output);
  if (refused) return refused;
  if (within === 'whole') {
    const read = readXml(output.trim());
    return read.ok ? has(read.paths, elements) : verdict(false, '', `the output is not XML: ${read.message}`);
  }
  let nearest = verdict(false, '', 'the output has no XML element in it');
  let work = 0;
  let tries = 0;
  const opening = /<[\p{L}_:?]/gu;
  for (let found = opening.exec(output); found !== null; found = opening.exec(output)) {
    tries += 1;
    const read = readXml(output.slice(found.index), true);
    work += read.length;
    if (read.ok) {
      const score = has(read.paths, elements);
      if (score.ok && score.value === 1) return score;
      nearest = score;
      opening.lastIndex = found.index + read.length;
    }
    if (tries >= MOST_TRIES || work > MOST_WORK) {
      return {
        ok: false,
        code: 'check-failed',
        message: 'the output has too many open elements to look through',
      };
    }
  }
  return nearest;
};

type Read =
  | { ok: true; paths: ReadonlySet<string>; length: number }
  | { ok: false; message: string; length: number };

/** Reads a document, or with `first` the element that the text begins with, whatever comes after it. */
function readXml(text: string, first = false): Read {
  const parser = new SaxesParser();
  const open: string[] = [];
  const paths = new Set<string>();
  let closed = false;
  // The first fault ends the reading: the parser would go on to the end of what it was given.
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    open.push(name);
    if (open.length > DEEPEST) throw new Error(`it nests deeper than ${DEEPEST}`);
    paths.add(open.join('.'));
  });
  parser.on('closetag', () => {
    open.pop();
    closed = closed || open.length === 0;
  });
  let at = 0;
  try {
    // Cut behind each `>`: an element ends nowhere else, and what follows it must not be read as its tail.
    while (at < text.length && !(first && closed)) {
      const end = text.indexOf('>', at) + 1 || text.length;
      parser.write(text.slice(at, end));
      at = end;
    }
    if (!(first && closed)) parser.close();
  } catch (error) {
    return { ok: false, message: cut(messageOf(error), 160), length: parser.position };
  }
  if (!closed) return { ok: false, message: 'it has no element', length: text.length };
  return { ok: true, paths, length: at };
}

function has(paths: ReadonlySet<string>, elements: readonly string[]): ReturnType<typeof verdict> {
  const missing = elements.filter((element) => !paths.has(element));
  const names = missing.slice(0, 5).map(quoted).join(', ');
  return verdict(missing.length === 0, 'the output has well-formed XML', `the XML has no element ${names}`);
}
