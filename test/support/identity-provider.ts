import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface IdentityProvider {
  readonly issuer: string;
  stop(): Promise<void>;
}

/** A certified provider in a process of its own, which sends people back to `publicUrl`. */
export async function startIdentityProvider(publicUrl: string): Promise<IdentityProvider> {
  const child = spawn(
    process.execPath,
    ['test/peers/oidc/provider.mjs', `${publicUrl}/api/v1/oidc/callback`],
    {
      // What it warns of is that it is made for tests.
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const issuer = await new Promise<string>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`the identity provider ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', line => {
      const ready = /^ready (\S+)$/.exec(line)?.[1];
      if (ready) resolve(ready);
    });
  });
  return {
    issuer,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

/** A browser as far as a sign-in needs one: cookies by host, redirects one at a time, the provider's two forms. */
export class Visitor {
  readonly #jar = new Map<string, Map<string, string>>();

  async get(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(address);
    const jar = this.#jar.get(host) ?? new Map<string, string>();
    this.#jar.set(host, jar);
    const answer = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  /** Follows redirects until a page, or until an address begins with `stop`; answers where it stands and what is there. */
  async follow(address: string, stop: string): Promise<{ readonly at: string; readonly answer?: Response }> {
    for (let at = address; ;) {
      if (at.startsWith(stop)) return { at };
      const answer = await this.get(at);
      const next = answer.headers.get('location');
      if (next === null) return { at, answer };
      at = new URL(next, at).href;
    }
  }

  /** Signs in at the provider as `login`, consents, and answers the address of the callback. */
  async throughProvider(start: string, login: string, callback: string): Promise<string> {
    let where = await this.follow(start, callback);
    while (where.answer) {
      const page = await where.answer.text();
      const action = /action="([^"]+)"/.exec(page)?.[1];
      if (!action) throw new Error(`no form at ${where.at}: ${page.slice(0, 500)}`);
      const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? '';
      const body = new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'x' } : { prompt });
      const sent = await this.get(new URL(action, where.at), { method: 'POST', body });
      where = await this.follow(new URL(sent.headers.get('location') ?? '', where.at).href, callback);
    }
    return where.at;
  }

  cookie(address: string, name: string): string | undefined {
    return this.#jar.get(new URL(address).host)?.get(name);
  }
}
