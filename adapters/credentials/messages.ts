import type { CredentialKind } from '../../domain/kernel/index.ts';

export interface Row {
  readonly kind: CredentialKind;
  readonly id: string;
  readonly secret: string;
  readonly details: string;
  readonly expires_at: string | null;
}

export type Write =
  | { readonly op: 'put'; readonly row: Row }
  | { readonly op: 'create' | 'replace'; readonly row: Row; readonly now: string }
  | { readonly op: 'delete'; readonly kind: CredentialKind; readonly id: string; readonly now: string };

/** What the thread of the credential store is asked, and what it answers: whether there was something to do. */
export interface CredentialCalls {
  put: { request: Extract<Write, { op: 'put' }>; answer: boolean };
  create: { request: Extract<Write, { op: 'create' | 'replace' }>; answer: boolean };
  replace: { request: Extract<Write, { op: 'create' | 'replace' }>; answer: boolean };
  delete: { request: Extract<Write, { op: 'delete' }>; answer: boolean };
  close: { request: { readonly op: 'close' }; answer: null };
}
