import { describe, expect, it, test } from 'vitest';
import { exitCodeOf } from '../../src/core/gate.ts';
import { applyOverride, isAcceptable, matchesCommit, parseOverride } from '../../src/core/override.ts';
import { type Override, overrideSchema } from '../../src/core/override-schema.ts';
import type { Decision } from '../../src/core/report.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
const REASON = 'The new tone is worth it.';
const LINE = `/ratchet accept 0123456789abcdef0123456789abcdef01234567 ${REASON}`;
const ACCEPTED = { ok: true, commit: '0123456789abcdef0123456789abcdef01234567', reason: REASON } as const;

const accepted = (reason: string) => ({ ...ACCEPTED, reason });
const wrong = (problem: string) => ({ ok: false, problem });

describe('a command', () => {
  test.each<[string, string, unknown]>([
    ['alone', LINE, ACCEPTED],
    ['among other lines', `Looks fine.\n${LINE}\n\nThanks!`, ACCEPTED],
    ['with CRLF', `Looks fine.\r\n${LINE}\r\nThanks!`, ACCEPTED],
    ['with CR alone', `Looks fine.\r${LINE}\rThanks!`, ACCEPTED],
    ['with up to three spaces before it', `   ${LINE}`, ACCEPTED],
    [
      'with spaces and tabs between and after',
      `/ratchet \t accept\t0123456789abcdef0123456789abcdef01234567   ${REASON} \t`,
      ACCEPTED,
    ],
    ['in capitals', LINE.replace('/ratchet accept', '/Ratchet ACCEPT'), ACCEPTED],
    ['with the whole SHA', `/ratchet accept ${SHA} ${REASON}`, { ...ACCEPTED, commit: SHA }],
    [
      'with a SHA in capitals',
      `/ratchet accept ${SHA.toUpperCase()} ${REASON}`,
      { ...ACCEPTED, commit: SHA },
    ],
    [
      'with a reason of 10',
      '/ratchet accept 0123456789abcdef0123456789abcdef01234567 1234567890',
      accepted('1234567890'),
    ],
    [
      'with a reason of 500',
      `/ratchet accept 0123456789abcdef0123456789abcdef01234567 ${'x'.repeat(500)}`,
      accepted('x'.repeat(500)),
    ],
    [
      'with a reason in another script',
      '/ratchet accept 0123456789abcdef0123456789abcdef01234567 表現が良くなったので許容する',
      accepted('表現が良くなったので許容する'),
    ],
    [
      'twice: the last counts',
      `${LINE}\n/ratchet accept ${'abcdef00'.repeat(5)} Another reason.`,
      { ok: true, commit: 'abcdef00'.repeat(5), reason: 'Another reason.' },
    ],
    ['before a malformed one', `${LINE}\n/ratchet accept 0123456789abcdef0123456789abcdef01234567`, ACCEPTED],
    ['after a malformed one', `/ratchet accept 0123456789abcdef0123456789abcdef01234567\n${LINE}`, ACCEPTED],
    [
      'whose reason looks like a command',
      `${LINE} /ratchet accept abcdef0 And more.`,
      accepted(`${REASON} /ratchet accept abcdef0 And more.`),
    ],
    [
      'whose reason is markup',
      '/ratchet accept 0123456789abcdef0123456789abcdef01234567 @team <img src=x> `$(id)` [x](y) &amp;',
      accepted('@team <img src=x> `$(id)` [x](y) &amp;'),
    ],
    ['after a quote and an empty line', `> Is it?\n\n${LINE}`, ACCEPTED],
    ['after a closed fence', `\`\`\`\nls\n\`\`\`\n${LINE}`, ACCEPTED],
    ['after a fence right below a quote', `> Is it?\n\`\`\`\nls\n\`\`\`\n${LINE}`, ACCEPTED],
    ['after a code span of three backticks', `\`\`\`ls\`\`\`\n${LINE}`, ACCEPTED],
    ['after a closed HTML comment', `<!-- a\nb -->\n${LINE}`, ACCEPTED],
    ['after an HTML comment with a fence in it', `<!--\n\`\`\`\n-->\n${LINE}`, ACCEPTED],
    ['after an HTML comment with a quote in it', `<!--\n> a -->\n\n${LINE}`, ACCEPTED],
    ['after a fence with an HTML comment in it', `~~~\n<!--\n~~~\n${LINE}`, ACCEPTED],
    ['after the arrow of a comment that is none', `--> \n${LINE}`, ACCEPTED],
    ['with an HTML comment at its end', `${LINE} <!-- and a hidden half -->`, ACCEPTED],
  ])('is read %s', (_how, body, expected) => {
    expect(parseOverride(body)).toEqual(expected);
  });

  test.each<[string, string]>([
    ['in an empty comment', ''],
    ['in prose', 'I would accept 0123456789abcdef0123456789abcdef01234567 gladly.'],
    ['in the midst of a line', `Please ${LINE}`],
    ['of another tool', LINE.replace('/ratchet', '/ratchets')],
    ['without its slash', LINE.slice(1)],
    ['after a list marker', `- ${LINE}`],
    ['in a code span', `\`${LINE}\``],
    ['in indented code', `Like this:\n\n    ${LINE}`],
    ['in code indented by a tab', `\t${LINE}`],
    ['in a quote', `> ${LINE}`],
    ['in a quote without a space', `>${LINE}`],
    ['in a quote of a quote', `> > ${LINE}`],
    ['in a quote in a list', `- > so\n${LINE}`],
    ['in a quote that a mail program broke', `> You should really write\n${LINE}`],
    ['in the second line that goes on with a quote', `> You should\nreally write\n${LINE}`],
    ['in a fence', `\`\`\`\n${LINE}\n\`\`\``],
    ['in a fence with a language', `\`\`\`sh\n${LINE}\n\`\`\``],
    ['in a fence of tildes', `~~~\n${LINE}\n~~~`],
    ['in a fence that is never closed', `\`\`\`\n${LINE}`],
    ['in a fence that other signs do not close', `\`\`\`\n~~~\n${LINE}`],
    ['in a longer fence that a shorter does not close', `\`\`\`\`\n\`\`\`\n${LINE}\n\`\`\`\``],
    ['in a fence that words do not close', `\`\`\`\n\`\`\` no\n${LINE}\n\`\`\``],
    ['in a fence that a deeper line does not close', `\`\`\`\n    \`\`\`\n${LINE}\n\`\`\``],
    ['in a fence in a list', `1. \`\`\`\n   ls\n${LINE}\n   \`\`\``],
    ['in a fence with CRLF', `\`\`\`\r\n${LINE}\r\n\`\`\``],
    ['in an HTML comment', `<!--\n${LINE}\n-->`],
    ['in an HTML comment over empty lines', `<!-- a\n\n\n${LINE}\n\n-->`],
    ['in an HTML comment that is never closed', `<!-- a\n${LINE}`],
    ['in a second HTML comment', `<!-- a --> b <!--\n${LINE}\n-->`],
    ['behind an HTML comment', `<!-- a --> ${LINE}`],
    ['behind the end of an HTML comment', `<!-- a\n--> ${LINE}`],
    ['in one line with an HTML comment', `<!-- ${LINE} -->`],
    ['behind an unseen character', `\u202e${LINE}`],
    ['with an unseen character in its name', LINE.replace('rat', 'rat\u200b')],
    ['behind a line separator', `Fine.\u2028${LINE}`],
    ['behind a no-break space', `\u00a0${LINE}`],
  ])('is none %s', (_where, body) => {
    expect(parseOverride(body)).toBeUndefined();
  });

  test.each<[string, string, string]>([
    ['nothing follows', '/ratchet', 'unknown-command'],
    ['the verb is another', '/ratchet approve 0123456 Because I say so.', 'unknown-command'],
    ['the verb hides something', `/ratchet acc\u200bept 0123456 ${REASON}`, 'unknown-command'],
    ['there is no commit', '/ratchet accept', 'no-commit'],
    ['there is a reason in place of a commit', `/ratchet accept ${REASON}`, 'not-a-commit'],
    ['the commit is a branch', `/ratchet accept main ${REASON}`, 'not-a-commit'],
    ['the commit is an option', `/ratchet accept --all ${REASON}`, 'not-a-commit'],
    ['the commit is longer than any', `/ratchet accept ${'a'.repeat(65)} ${REASON}`, 'not-a-commit'],
    [
      'the commit hides something',
      `/ratchet accept 0123456789abcdef0123456789abcdef01234567\u200b ${REASON}`,
      'not-a-commit',
    ],
    ['the commit has other digits', `/ratchet accept ٠١٢٣٤٥٦ ${REASON}`, 'not-a-commit'],
    ['the commit has 6 digits', `/ratchet accept 012345 ${REASON}`, 'short-commit'],
    ['there is no reason', '/ratchet accept 0123456789abcdef0123456789abcdef01234567', 'no-reason'],
    [
      'the reason is on the next line',
      `/ratchet accept 0123456789abcdef0123456789abcdef01234567\n${REASON}`,
      'no-reason',
    ],
    [
      'the reason is white space',
      '/ratchet accept 0123456789abcdef0123456789abcdef01234567  \t \u3000',
      'no-reason',
    ],
    [
      'the reason is unseen',
      `/ratchet accept 0123456789abcdef0123456789abcdef01234567 ${'\u200b\u2800\u3164'.repeat(9)}`,
      'no-reason',
    ],
    [
      'the reason is in an HTML comment',
      `/ratchet accept 0123456789abcdef0123456789abcdef01234567 <!-- ${REASON} -->`,
      'no-reason',
    ],
    [
      'the reason has 9 characters',
      '/ratchet accept 0123456789abcdef0123456789abcdef01234567 123456789',
      'short-reason',
    ],
    [
      'the reason has 10 with unseen ones',
      '/ratchet accept 0123456789abcdef0123456789abcdef01234567 12345\u200b6789',
      'short-reason',
    ],
    [
      'the reason has 10 with many spaces',
      '/ratchet accept 0123456789abcdef0123456789abcdef01234567 1234     5678',
      'short-reason',
    ],
    [
      'the reason has 501 characters',
      `/ratchet accept 0123456789abcdef0123456789abcdef01234567 ${'x'.repeat(501)}`,
      'long-reason',
    ],
    [
      'the last of several',
      '/ratchet accept 0123456789abcdef0123456789abcdef01234567\n/ratchet accept 012345 Too short a commit.',
      'short-commit',
    ],
  ])('is malformed when %s', (_why, body, problem) => {
    expect(parseOverride(body)).toEqual(wrong(problem));
  });

  test.each<[string, string, string]>([
    ['bidi overrides', 'safe \u202eelbatpecca\u202c and \u2066known\u2069', 'safe elbatpecca and known'],
    ['zero-width characters', 're\u200bgress\u200dion i\ufeffs \u2060known', 'regression is known'],
    ['signs of an annotation', 'known \ufff9to\ufffa us\ufffb', 'known to us'],
    ['control characters', 'regression \u001b[31mis\u0000 known\u007f', 'regression [31mis known'],
    ['line and paragraph separators', 'one line\u2028two\u2029three', 'one line two three'],
    ['tags that spell in secret', `known to us ${'\u{e0041}\u{e0042}'}`, 'known to us'],
    ['lone surrogates', 'known \ud800to \udc00us', 'known to us'],
    ['runs of white space', 'known \t\u00a0 \u200b to   us', 'known to us'],
  ])('has a reason without %s', (_what, text, reason) => {
    expect(parseOverride(`/ratchet accept 0123456789abcdef0123456789abcdef01234567 ${text}`)).toEqual(
      accepted(reason),
    );
  });

  it.each([
    ['fences', '`'.repeat(65_000)],
    ['list markers', '- '.repeat(32_000)],
    ['spaces', `/ratchet${' '.repeat(65_000)}x`],
    ['HTML comments', '<!-- -->'.repeat(8_000)],
    ['lines', '\n'.repeat(65_000)],
    ['commands', `${LINE}\n`.repeat(1_200)],
  ])('is found in no time among 65,000 characters of %s', (_what, noise) => {
    const started = performance.now();
    expect(parseOverride(`${noise}\n\n${LINE}`)).toEqual(noise.startsWith('`') ? undefined : ACCEPTED);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('a commit', () => {
  it.each<[string, string, boolean]>([
    [SHA, SHA, true],
    [SHA.toUpperCase(), SHA, true],
    [SHA, SHA.toUpperCase(), true],
    [`${SHA}${'0'.repeat(24)}`, `${SHA}${'0'.repeat(24)}`, true],
    // A commit with the same first digits can be made at will.
    ['0123456', SHA, false],
    [SHA.slice(0, 39), SHA, false],
    [SHA, `${SHA}${'0'.repeat(24)}`, false],
    ['0123457', SHA, false],
    ['1234567', SHA, false],
    [`${SHA}0`, SHA, false],
    ['012345', SHA, false],
    ['', SHA, false],
    ['0123456', '0123456', false],
    ['', '', false],
    ['0123456', 'HEAD', false],
  ])('%s of the head %s: %s', (commit, head, expected) => {
    expect(matchesCommit(commit, head)).toBe(expected);
  });
});

const OVERRIDE: Override = {
  by: 'ada',
  reason: REASON,
  commit: SHA,
  at: '2026-01-01T00:01:00Z',
  url: 'https://github.example/acme/prompts/pull/1#issuecomment-1',
};
type Reason = Decision['reasons'][number];
const REGRESSED: Reason = {
  code: 'regressed',
  severity: 'fail',
  kind: 'quality',
  suite: 'triage',
  scorer: 'exact',
  actual: -0.2,
  limit: -0.05,
};
const MUST_PASS: Reason = {
  code: 'must-pass',
  severity: 'fail',
  kind: 'quality',
  suite: 'triage',
  cases: ['a'],
};
const UNMEASURED: Reason = { code: 'unmeasured', severity: 'fail', kind: 'unmeasured', suite: 'other' };
const RUN_FAILED: Reason = { code: 'run-failed', severity: 'fail', kind: 'unmeasured' };
const GATE_CHANGED: Reason = { code: 'gate-changed', severity: 'warn', kind: 'notice', suite: 'triage' };
const UNCHANGED: Reason = {
  code: 'unchanged',
  severity: 'info',
  kind: 'quality',
  suite: 'triage',
  scorer: 'tone',
};

describe('accepting', () => {
  it('makes a measured regression a warning, says so first and keeps every fact', () => {
    const decision: Decision = { outcome: 'fail', reasons: [REGRESSED, MUST_PASS, GATE_CHANGED, UNCHANGED] };
    const before = structuredClone(decision);
    const after = applyOverride(decision, OVERRIDE);
    expect(after).toEqual({
      outcome: 'warn',
      reasons: [
        { code: 'overridden', severity: 'warn', kind: 'notice' },
        { ...REGRESSED, severity: 'warn' },
        { ...MUST_PASS, severity: 'warn' },
        GATE_CHANGED,
        UNCHANGED,
      ],
      override: OVERRIDE,
    });
    expect(exitCodeOf(after)).toBe(0);
    expect(decision).toEqual(before);
  });

  it('leaves a decision alone that was accepted already', () => {
    const once = applyOverride({ outcome: 'fail', reasons: [REGRESSED] }, OVERRIDE);
    expect(applyOverride(once, { ...OVERRIDE, by: 'grace' })).toBe(once);
  });

  it.each<[string, Decision]>([
    ['something unmeasured besides', { outcome: 'fail', reasons: [REGRESSED, UNMEASURED] }],
    ['nothing but unmeasured', { outcome: 'fail', reasons: [UNMEASURED, GATE_CHANGED] }],
    ['a run that could not be done', { outcome: 'fail', reasons: [RUN_FAILED] }],
    ['a notice that fails', { outcome: 'fail', reasons: [REGRESSED, { ...GATE_CHANGED, severity: 'fail' }] }],
    ['no reason for the failure', { outcome: 'fail', reasons: [GATE_CHANGED] }],
    ['a warning', { outcome: 'warn', reasons: [GATE_CHANGED] }],
    ['a pass', { outcome: 'pass', reasons: [UNCHANGED] }],
  ])('does nothing about %s', (_what, decision) => {
    expect(isAcceptable(decision)).toBe(false);
    expect(applyOverride(decision, OVERRIDE)).toBe(decision);
  });

  it('is possible where something unmeasured does not block', () => {
    const decision: Decision = { outcome: 'fail', reasons: [REGRESSED, { ...UNMEASURED, severity: 'warn' }] };
    expect(isAcceptable(decision)).toBe(true);
    expect(applyOverride(decision, OVERRIDE).outcome).toBe('warn');
  });
});

describe('the record', () => {
  it('is read back as it was written, with or without its address', () => {
    const { url: _, ...bare } = OVERRIDE;
    expect(overrideSchema.parse(OVERRIDE)).toEqual(OVERRIDE);
    expect(overrideSchema.parse(bare)).toEqual(bare);
  });

  it('bears a secret that was redacted from the longest reason', () => {
    const reason = 'x'.repeat(500).replaceAll('x'.repeat(8), '[redacted]');
    expect(overrideSchema.safeParse({ ...OVERRIDE, reason }).success).toBe(true);
  });

  it.each<[string, object]>([
    ['a member too many', { role: 'admin' }],
    ['nobody', { by: '' }],
    ['a name that is none', { by: 'ada](https://example.org)' }],
    ['no reason', { reason: '' }],
    ['a short reason', { reason: 'x'.repeat(9) }],
    ['an endless reason', { reason: 'x'.repeat(1_001) }],
    ['half a commit', { commit: '0123456' }],
    ['a commit in capitals', { commit: SHA.toUpperCase() }],
    ['no time', { at: 'yesterday' }],
    ['an address that is a program', { url: 'javascript:alert(1)' }],
  ])('is refused with %s', (_what, change) => {
    expect(overrideSchema.safeParse({ ...OVERRIDE, ...change }).success).toBe(false);
  });
});
