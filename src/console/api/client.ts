import type { Problem } from '../../server/contract.ts';

/** What the server answered instead of what was asked: a problem document with a code from its catalogue. */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly requestId: string | null;
  readonly at: Date;
  constructor(problem: Problem, requestId: string | null) {
    super(`${problem.code}: ${problem.title}`);
    this.name = 'ProblemError';
    this.problem = problem;
    this.requestId = requestId;
    this.at = new Date();
  }
}

export type QueryValue = string | number | boolean | undefined | null;

export interface RequestOptions {
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  /** A body that is no JSON, with its media type. */
  readonly text?: { readonly type: string; readonly content: string };
  /** The answer is a file, and wanted as its text. */
  readonly asText?: boolean;
  /** Sent as it is, in place of a body. */
  readonly file?: Blob;
  readonly signal?: AbortSignal;
  /** Not asked for by the person: does not keep their session alive. */
  readonly background?: boolean;
  /** Revision for If-Match. */
  readonly ifMatch?: string | number;
}

const base = '/api/v1';

export function apiUrl(path: string, query: Readonly<Record<string, QueryValue>> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  const text = params.toString();
  return `${base}${path}${text ? `?${text}` : ''}`;
}

/** A person who has neither typed nor pointed for this long is taken for absent. */
const ABSENT_AFTER = 60_000;
let lastUse = Date.now();
for (const kind of ['pointerdown', 'keydown', 'wheel'] as const)
  addEventListener(kind, () => (lastUse = Date.now()), { capture: true, passive: true });
const unattended = () => Date.now() - lastUse > ABSENT_AFTER;

type Listener = () => void;
const signedOut = new Set<Listener>();

/** Called when the server no longer knows this session. */
export function onSignedOut(listener: Listener): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/** A problem for what never reached the server or came back as something else. */
function local(code: string, title: string, remedy: string, status: number): Problem {
  return { type: `urn:muster:problem:${code}`, title, status, code, remedy };
}

async function problemOf(response: Response): Promise<Problem> {
  if (response.headers.get('content-type')?.includes('json')) {
    const body: unknown = await response.json().catch(() => undefined);
    if (typeof body === 'object' && body !== null && 'code' in body && 'title' in body)
      return body as Problem;
  }
  return local(`HTTP_${response.status}`, response.statusText || 'Unexpected answer', '', response.status);
}

export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  // The server words its problems in the language of the page.
  const headers: Record<string, string> = {
    accept: options.asText ? '*/*' : 'application/json',
    'accept-language': document.documentElement.lang,
  };
  if (options.background || unattended()) headers['muster-background'] = '1';
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (options.text) headers['content-type'] = options.text.type;
  if (options.file) headers['content-type'] = 'application/octet-stream';
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`;
  const body =
    options.text?.content ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(options.file ? { body: options.file } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ProblemError(local('CONSOLE_OFFLINE', 'offline', 'offline', 0), null);
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && path !== '/sessions' && path !== '/me')
      for (const listener of signedOut) listener();
    throw new ProblemError(problem, response.headers.get('x-request-id'));
  }
  if (response.status === 204) return undefined as T;
  return (await (options.asText ? response.text() : response.json())) as T;
}

export const get = <T>(path: string, query?: RequestOptions['query'], signal?: AbortSignal) =>
  request<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });
