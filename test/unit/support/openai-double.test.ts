import { expect, test } from 'vitest';
import { createGate, createOpenaiDouble, type OpenaiDouble } from '../../support/openai-double.ts';

async function ask(openai: OpenaiDouble, content: string) {
  const response = await fetch(`${openai.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'small', messages: [{ role: 'user', content }], temperature: 0 }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test('answers the same question alike and counts words', async () => {
  await using openai = await createOpenaiDouble();
  const first = await ask(openai, 'Good morning');
  expect(JSON.parse(first.text)).toMatchObject({
    model: 'small',
    choices: [{ message: { role: 'assistant', content: 'You said: Good morning' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 },
  });
  expect((await ask(openai, 'Good morning')).text).toBe(first.text);
});

test('answers what the handler says and records what came', async () => {
  await using openai = await createOpenaiDouble(({ messages }) =>
    messages[0]?.content === 'cut' ? { content: 'half', finish_reason: 'length', usage: null } : 'whole',
  );
  expect(JSON.parse((await ask(openai, 'cut')).text)).toMatchObject({
    choices: [{ message: { content: 'half' }, finish_reason: 'length' }],
  });
  expect((await ask(openai, 'cut')).text).not.toContain('usage');
  expect((await ask(openai, 'go on')).text).toContain('whole');
  expect(openai.calls[0]).toEqual({
    path: '/v1/chat/completions',
    authorization: 'Bearer sk-test',
    body: { model: 'small', messages: [{ role: 'user', content: 'cut' }], temperature: 0 },
  });
});

test('answers any status, body and headers', async () => {
  await using openai = await createOpenaiDouble(() => ({
    status: 429,
    body: '<html>slow down</html>',
    headers: { 'content-type': 'text/html', 'retry-after': '3' },
  }));
  const answer = await ask(openai, 'hello');
  expect([answer.status, answer.text]).toEqual([429, '<html>slow down</html>']);
  expect(answer.headers.get('retry-after')).toBe('3');
});

test('is down and up again', async () => {
  await using openai = await createOpenaiDouble();
  openai.down = 'reset';
  await expect(ask(openai, 'hello')).rejects.toThrow();
  openai.down = 503;
  expect(await ask(openai, 'hello')).toMatchObject({ status: 503 });
  openai.down = undefined;
  expect(await ask(openai, 'hello')).toMatchObject({ status: 200 });
  expect(openai.calls).toHaveLength(3);
});

test('waits at a gate and for nothing else', async () => {
  const gate = createGate();
  let answered = false;
  await using openai = await createOpenaiDouble(async () => {
    await gate.opened;
    return 'late';
  });
  const answer = ask(openai, 'hello').finally(() => {
    answered = true;
  });
  await openai.arrived(1);
  expect(answered).toBe(false);
  gate.open();
  expect((await answer).text).toContain('late');
});

test('refuses what is no chat request', async () => {
  await using openai = await createOpenaiDouble();
  const bad = await fetch(`${openai.baseUrl}/chat/completions`, { method: 'POST', body: '{}' });
  const lost = await fetch(`${openai.baseUrl}/completions`, { method: 'POST', body: '{}' });
  expect([bad.status, lost.status]).toEqual([400, 404]);
});
