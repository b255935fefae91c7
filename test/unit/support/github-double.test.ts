import { expect, test } from 'vitest';
import { createGithubDouble, type GithubDouble } from '../../support/github-double.ts';

async function ask(github: GithubDouble, method: string, path: string, body?: unknown) {
  const response = await fetch(`${github.apiUrl}${path}`, {
    method,
    headers: { authorization: 'token t' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, link: response.headers.get('link'), body: answer };
}

const COMMENTS = '/repos/acme/prompts/issues/1/comments';

test('comments are created, listed, updated and deleted', async () => {
  await using github = await createGithubDouble();
  expect(await ask(github, 'POST', COMMENTS, { body: 'one' })).toMatchObject({
    status: 201,
    body: { id: 1000, body: 'one', user: { login: 'github-actions[bot]', type: 'Bot' } },
  });
  const one = '/repos/acme/prompts/issues/comments/1000';
  expect(await ask(github, 'PATCH', one, { body: 'two' })).toMatchObject({
    status: 200,
    body: { body: 'two' },
  });
  expect(await ask(github, 'GET', COMMENTS)).toMatchObject({
    status: 200,
    link: null,
    body: [{ body: 'two' }],
  });
  expect(await ask(github, 'DELETE', one)).toMatchObject({ status: 204 });
  expect(await ask(github, 'PATCH', one, { body: 'three' })).toMatchObject({ status: 404 });
  expect(await ask(github, 'GET', COMMENTS)).toMatchObject({ body: [] });
});

test('lists in pages as large as was asked for, at most 100', async () => {
  await using github = await createGithubDouble();
  for (let n = 0; n < 205; n += 1) github.state.addComment({ body: String(n) });
  const first = await ask(github, 'GET', `${COMMENTS}?per_page=1000`);
  expect(first.body).toHaveLength(100);
  expect(first.link).toBe(
    `<${github.apiUrl}${COMMENTS}?per_page=100&page=2>; rel="next", <${github.apiUrl}${COMMENTS}?per_page=100&page=3>; rel="last"`,
  );
  expect((await ask(github, 'GET', `${COMMENTS}?per_page=100&page=3`)).body).toHaveLength(5);
  expect((await ask(github, 'GET', COMMENTS)).body).toHaveLength(30);
});

test('refuses what GitHub refuses', async () => {
  await using github = await createGithubDouble();
  expect(await ask(github, 'POST', COMMENTS, { body: 'x'.repeat(65_537) })).toMatchObject({ status: 422 });
  expect(await ask(github, 'POST', '/repos/acme/prompts/check-runs', { name: 'x' })).toMatchObject({
    status: 422,
  });
  expect(await ask(github, 'GET', '/repos/acme/other/pulls/1')).toMatchObject({ status: 404 });
  expect((await fetch(`${github.apiUrl}${COMMENTS}`)).status).toBe(401);
  github.state.permissions.comments = 'read';
  expect(await ask(github, 'POST', COMMENTS, { body: 'x' })).toMatchObject({
    status: 403,
    body: { message: 'Resource not accessible by integration' },
  });
  expect(await ask(github, 'GET', COMMENTS)).toMatchObject({ status: 200 });
  expect(github.state.comments).toEqual([]);
});

test('gives pull requests and records what was asked', async () => {
  await using github = await createGithubDouble({ basePath: '/api/v3' });
  github.state.pulls.set(7, { number: 7, state: 'open' });
  expect(await ask(github, 'GET', '/repos/acme/prompts/pulls/7?a=b')).toMatchObject({ body: { number: 7 } });
  expect(github.requests).toEqual([
    {
      method: 'GET',
      path: '/repos/acme/prompts/pulls/7',
      query: { a: 'b' },
      body: undefined,
      authorized: true,
    },
  ]);
});

test('fails as often as it is told to', async () => {
  await using github = await createGithubDouble();
  github.fail({ times: 1, status: 502, on: ({ method }) => method === 'POST' });
  expect(await ask(github, 'GET', COMMENTS)).toMatchObject({ status: 200 });
  expect(await ask(github, 'POST', COMMENTS, { body: 'x' })).toMatchObject({ status: 502 });
  expect(await ask(github, 'POST', COMMENTS, { body: 'x' })).toMatchObject({ status: 201 });
  github.fail({ times: 1, status: 'drop' });
  await expect(ask(github, 'GET', COMMENTS)).rejects.toThrow();
});
