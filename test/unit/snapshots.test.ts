import { describe, expect, it } from 'vitest';
import { createSnapshots } from '../../src/core/snapshots.ts';

const LANE = 'openai/small';
const model = (servedModel: string) => ({ servedModel });
const system = (fingerprint: string) => ({ servedModel: 'small-1', fingerprint });

describe('snapshots of a model', () => {
  it('that answers under another full name is replaced at once', () => {
    const snapshots = createSnapshots();
    snapshots.noteKept(LANE, model('small-1'), 5);
    expect(snapshots.mixed()).toEqual([]);
    snapshots.noteNew(LANE, model('small-2'));
    expect(snapshots.isPast(LANE, model('small-1'), 9)).toBe(true);
    expect(snapshots.isPast(LANE, model('small-2'), 1)).toBe(false);
    expect(snapshots.isPast('openai/other', model('small-1'), 9)).toBe(false);
    expect(snapshots.mixed()).toEqual([LANE]);
  });

  it('is not replaced while it still answers', () => {
    const snapshots = createSnapshots();
    snapshots.noteKept(LANE, model('small-1'), 5);
    snapshots.noteNew(LANE, model('small-2'));
    snapshots.noteNew(LANE, model('small-1'));
    expect(snapshots.mixed()).toEqual([]);
    expect(snapshots.isPast(LANE, model('small-1'), 5)).toBe(false);
  });

  it('has several fingerprints in turns: one is past when none of six new answers has it', () => {
    const snapshots = createSnapshots();
    for (const name of ['a', 'b']) snapshots.noteKept(LANE, system(name), 5);
    for (let count = 0; count < 5; count += 1) snapshots.noteNew(LANE, system('c'));
    expect(snapshots.isPast(LANE, system('a'), 5)).toBe(false);
    snapshots.noteNew(LANE, system('b'));
    expect(snapshots.isPast(LANE, system('a'), 5)).toBe(true);
    expect(snapshots.isPast(LANE, system('b'), 5)).toBe(false);
    expect(snapshots.mixed()).toEqual([LANE]);
  });

  it('is told by kept answers alone where nothing is new, and by full names only', () => {
    const snapshots = createSnapshots();
    snapshots.noteKept(LANE, system('a'), 1);
    snapshots.noteKept(LANE, system('b'), 2);
    expect(snapshots.mixed()).toEqual([]);
    snapshots.noteKept(LANE, model('small-2'), 3);
    expect(snapshots.mixed()).toEqual([LANE]);
    const turns = createSnapshots();
    for (const [name, at] of [
      ['small-1', 1],
      ['small-2', 2],
      ['small-1', 3],
    ] as const) {
      turns.noteKept(LANE, model(name), at);
    }
    expect(turns.mixed()).toEqual([]);
  });

  it('is unknown where an endpoint does not say', () => {
    const snapshots = createSnapshots();
    snapshots.noteKept(LANE, {}, 5);
    snapshots.noteNew(LANE, model('small-2'));
    expect(snapshots.isPast(LANE, {}, 5)).toBe(false);
    expect(snapshots.mixed()).toEqual([]);
  });
});
