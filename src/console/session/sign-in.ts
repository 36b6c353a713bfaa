import { ProblemError, request } from '../api/client.ts';
import type { SignedIn } from './password-due.tsx';

export interface Credentials {
  readonly userId: string;
  readonly password: string;
  /** Of the second factor; empty where none was asked for. */
  readonly code: string;
}

export async function signIn({ userId, password, code }: Credentials): Promise<SignedIn> {
  const body = { userId, password, ...(code === '' ? {} : { code }) };
  return { ...(await request<SignedIn>('POST', '/sessions', { body })), password };
}

/** The password was right, and the account has a second factor. */
export function asksForCode(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'SECOND_FACTOR_REQUIRED';
}
