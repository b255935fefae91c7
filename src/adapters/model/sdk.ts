import { APIConnectionTimeoutError, APIError, OpenAI } from 'openai';

/** What is used of the SDK, by name: the bundle then holds no more than that. */
export const sdk = { APIConnectionTimeoutError, APIError, OpenAI } as const;
