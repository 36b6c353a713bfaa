import type { Problem } from '../server/contract.ts';
import { CommandError, exitCodes, type ExitCode } from './exit-codes.ts';

/** One way to talk to Muster: a server over HTTP, or the same routes in this process on a stopped store. */
export interface Transport {
  send(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export class Connection {
  readonly #transport: Transport;
  readonly #token: string | undefined;

  constructor(transport: Transport, token: string | undefined) {
    this.#transport = transport;
    this.#token = token;
  }

  /** JSON in, JSON out; a problem answer becomes a CommandError with its title, detail and remedy. */
  async json<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const init: RequestInit =
      body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    const response = await this.send(path, init);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  async *bytes(path: string): AsyncGenerator<Uint8Array> {
    const response = await this.send(path, { method: 'GET' });
    if (response.body) yield* response.body;
  }

  async send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token && !headers.has('authorization')) headers.set('authorization', `Bearer ${this.#token}`);
    const response = await this.#transport.send(
      new Request(new URL(path, 'http://muster.invalid'), { ...init, headers }),
    );
    if (response.ok) return response;
    throw await commandErrorOf(response);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}

async function commandErrorOf(response: Response): Promise<CommandError> {
  const text = await response.text();
  let problem: Partial<Problem> = {};
  try {
    problem = JSON.parse(text) as Partial<Problem>;
  } catch {
    // Not Muster's own answer (a proxy's page, for example): the status has to do.
  }
  const parts = [problem.title ?? `The server answered ${response.status}.`, problem.detail, problem.remedy];
  const issues = [
    ...(problem.issues ?? []).map(issue => `  ${issue.path}: ${issue.message}`),
    ...Object.entries(problem.details ?? {}).map(
      ([name, value]) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ];
  const code = problem.code ? ` [${problem.code}]` : '';
  return new CommandError(
    exitCodeOfProblem[problem.code ?? ''] ?? exitCodeOf(response.status),
    [parts.filter(Boolean).map(endSentence).join(' ') + code, ...issues].join('\n'),
    { problem: problem.code },
  );
}

function endSentence(text: string | undefined): string {
  return text === undefined || /[.!?。]$/.test(text) ? (text ?? '') : `${text}.`;
}

/** Refusals that the catalogue of commands gives a number of their own. */
const exitCodeOfProblem: Readonly<Record<string, ExitCode>> = {
  FILTER_NOT_FOUND: exitCodes.filter,
  FILTER_NAME_INVALID: exitCodes.filterName,
  FILTER_FIELDS_DIFFER: exitCodes.otherFields,
  FILTER_NOT_EXPORTABLE: exitCodes.notExportable,
};

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.permission;
  if (status === 503) return exitCodes.store;
  if (status >= 500) return exitCodes.failed;
  return status === 404 ? exitCodes.failed : exitCodes.format;
}

/** Requests over HTTP to `base`. A server that is not there is a CommandError that names it. */
export function httpTransport(base: string): Transport {
  return {
    async send(request) {
      const { pathname, search } = new URL(request.url);
      const target = new URL(pathname + search, base);
      const body = request.body ? await request.arrayBuffer() : null;
      try {
        return await fetch(target, {
          method: request.method,
          headers: request.headers,
          body,
          redirect: 'error',
        });
      } catch (error) {
        const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message;
        throw new CommandError(
          exitCodes.notSetUp,
          `No server answers at ${base} (${cause}). Check MUSTER_URL, or start it with "npm start".`,
          { cause: error },
        );
      }
    },
    async close() {},
  };
}
