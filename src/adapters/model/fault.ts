import type { APIError } from 'openai';
import type { ModelFailureCode } from '../../core/model.ts';
import { BodyTooLarge } from './body.ts';
import type { HeaderValues } from './quota.ts';
import type { SdkErrors } from './sdk.ts';

/** Why one attempt gave no answer. */
export interface Fault {
  code: ModelFailureCode;
  /** In words of the endpoint where it has some: not bounded, not redacted. */
  detail: string;
  status?: number | undefined;
  isRetryable: boolean;
  headers?: HeaderValues | undefined;
}

const CONTEXT_LENGTH =
  /context[ _-]?(?:length|window|size)|(?:prompt|input|request) is too long|too many (?:input )?tokens|maximum (?:number of )?(?:input )?tokens/i;

function codeOfStatus(status: number, error: { code: unknown; message: string }): ModelFailureCode {
  const isLength = error.code === 'context_length_exceeded' || CONTEXT_LENGTH.test(error.message);
  if ((status === 400 || status === 413 || status === 422) && isLength) return 'context-length';
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate-limited';
  if (status === 409 || status >= 500) return 'server-error';
  return status < 400 ? 'bad-answer' : 'bad-request';
}

function faultOfStatus(status: number, error: InstanceType<typeof APIError>): Fault {
  if (status < 400) {
    return {
      code: 'bad-answer',
      detail: 'the endpoint redirects, and redirects are not followed, so that the key goes to no other host',
      status,
      isRetryable: false,
    };
  }
  const code = codeOfStatus(status, { code: error.code, message: error.message });
  const isRetryable = code === 'server-error' || code === 'timeout' || code === 'rate-limited';
  return {
    code,
    detail: error.message.replace(/^\d{3} /, ''),
    status,
    // A quota that is used up does not come back by waiting.
    isRetryable: isRetryable && error.code !== 'insufficient_quota',
    headers: error.headers,
  };
}

/** The system's code in a chain of causes, such as `ECONNREFUSED`. Messages are left out: they name hosts. */
function systemCodeOf(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return undefined;
}

function causeOf<T>(error: unknown, kind: new () => T): T | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof kind) return at;
  }
  return undefined;
}

/** Classifies what the SDK threw. */
export function faultOf(error: unknown, sdk: SdkErrors): Fault {
  const tooLarge = causeOf(error, BodyTooLarge);
  if (tooLarge !== undefined) return { code: 'bad-answer', detail: tooLarge.message, isRetryable: false };
  if (error instanceof sdk.APIError) {
    if (error.status !== undefined) return faultOfStatus(error.status, error);
    const code = systemCodeOf(error);
    return {
      code: code === 'ETIMEDOUT' ? 'timeout' : 'connection',
      detail: code ?? 'the connection broke',
      isRetryable: true,
    };
  }
  if (error instanceof SyntaxError) {
    return { code: 'bad-answer', detail: 'the body is not JSON, or only a part of it', isRetryable: true };
  }
  // Anything else went wrong before something was sent, and would again.
  const detail = error instanceof Error ? error.message : String(error);
  return { code: 'bad-request', detail, isRetryable: false };
}
