import { isJsonObject, type JsonObject } from './json.ts';

const SHORTEST = 8;

/**
 * Replaces secrets in every string of a value, keys included, in the forms in which they get around: plain,
 * base64, URL-encoded and as escaped in JSON. Texts of fewer than 8 characters are no secrets: replacing
 * them would tear words apart. What holds none is given back as it is, not copied: a report can be large.
 */
export function redact<Value>(value: Value, secrets: readonly string[]): Value {
  return redactor(secrets)(value);
}

/** {@link redact} for many values and the same secrets. */
export function redactor(secrets: readonly string[]): <Value>(value: Value) => Value {
  const forms = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(formsOf))]
    // The longest first: a form that holds another must not be left half standing.
    .sort((left, right) => right.length - left.length);
  if (forms.length === 0) return (value) => value;
  const clean = (text: string) => {
    if (text.length < SHORTEST) return text;
    const rest = forms.reduce((left, form) => left.replaceAll(form, MARK), text);
    return text.length < CUT_FROM ? rest : forms.reduce(withoutParts, rest);
  };
  const walk = walker(clean);
  return <Value>(value: Value) => walk(value) as Value;
}

const MARK = '[redacted]';
/** Shorter texts are not cut anywhere. */
const CUT_FROM = 150;

/** A text without what a cut has left of a secret, which is at least as long as the shortest one. */
function withoutParts(text: string, form: string): string {
  let rest = text;
  const [first, last] = [form.slice(0, SHORTEST), form.slice(-SHORTEST)];
  const tail = rest.slice(1 - form.length);
  for (let at = tail.indexOf(first); at >= 0; at = tail.indexOf(first, at + 1)) {
    const part = tail.slice(at);
    if (form.startsWith(part)) {
      rest = `${rest.slice(0, -part.length)}${MARK}`;
      break;
    }
  }
  const start = rest.slice(0, form.length - 1);
  for (let at = start.lastIndexOf(last); at >= 0; at = at > 0 ? start.lastIndexOf(last, at - 1) : -1) {
    const part = start.slice(0, at + SHORTEST);
    if (form.endsWith(part)) return `${MARK}${rest.slice(part.length)}`;
  }
  return rest;
}

/** So many names of members are known to be clean at once. Nearly all of them come again and again. */
const NAMES = 1_000;

/** The same value where nothing was cleaned: a copy is made of what changed and of what holds it, and of nothing else. */
function walker(clean: (text: string) => string): (value: unknown) => unknown {
  const names = new Set<string>();

  function name(key: string): string {
    if (names.has(key)) return key;
    const cleaned = clean(key);
    if (cleaned === key && names.size < NAMES) names.add(key);
    return cleaned;
  }

  function list(value: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index += 1) {
      const member = walk(value[index]);
      if (member === value[index]) continue;
      copy ??= [...value];
      copy[index] = member;
    }
    return copy ?? value;
  }

  function object(value: JsonObject): JsonObject {
    let copy: [string, unknown][] | undefined;
    const keys = Object.keys(value);
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] ?? '';
      const [cleaned, member] = [name(key), walk(value[key])];
      if (cleaned === key && member === value[key]) continue;
      copy ??= Object.entries(value);
      copy[index] = [cleaned, member];
    }
    return copy ? (Object.fromEntries(copy) as JsonObject) : value;
  }

  function walk(value: unknown): unknown {
    if (typeof value === 'string') return clean(value);
    if (Array.isArray(value)) return list(value);
    return isJsonObject(value) ? object(value) : value;
  }

  return walk;
}

function formsOf(secret: string): string[] {
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(secret)));
  return [secret, base64.replace(/=+$/, ''), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
}

/** Values of the environment variables whose names say that they are secret. */
export function secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) => (value && SECRET_NAME.test(name) ? [value] : []));
}

const SECRET_NAME = /(KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$/i;

/** Whether a key of a file looks like that of a secret. A cache's key, which is a parameter, is none. */
export function namesSecret(name: string): boolean {
  return (SECRET_NAME.test(name) || /^(auth|authorization|passwd)$/i.test(name)) && !/cache_key$/.test(name);
}
