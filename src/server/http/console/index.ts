import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors/index.ts';

/** Stand in the built page where the nonces of this answer go: of its scripts, and of styles added while it runs. */
const noncePlaceholder = /__CSP_NONCE__/g;
const styleNoncePlaceholder = /__STYLE_NONCE__/g;
const year = 31_536_000;

/**
 * The built console: its files, and its one page for every other address, which the page's own router reads.
 * The page is never cached, because each answer carries its own nonce; the files carry a hash in their names.
 */
export async function consoleRoutes(
  app: FastifyInstance,
  options: { readonly folder: string },
): Promise<void> {
  const page = join(options.folder, 'index.html');
  if (existsSync(page)) {
    app.publicFiles = true;
    await app.register(staticFiles, {
      root: options.folder,
      index: false,
      wildcard: false,
      decorateReply: false,
      // The build lays a .br and a .gz beside each file that gains by it; they go under the file's own name.
      preCompressed: true,
      globIgnore: ['index.html', '**/*.br', '**/*.gz', '.vite/**'],
      setHeaders(response, path) {
        const hashed = path.startsWith(join(options.folder, 'assets'));
        void response.header('Cache-Control', hashed ? `public, max-age=${year}, immutable` : 'no-cache');
      },
    });
  }
  const html = existsSync(page) ? readFileSync(page, 'utf8') : null;

  app.setNotFoundHandler(async (request: FastifyRequest, reply: FastifyReply) => {
    if (html === null || !isPage(request)) throw new AppError('NOT_FOUND');
    const nonce = reply.cspNonce;
    return reply
      .type('text/html; charset=utf-8')
      .header('Cache-Control', 'no-store')
      .send(html.replace(noncePlaceholder, nonce.script).replace(styleNoncePlaceholder, nonce.style));
  });
}

/** A person's browser asking for a page of the console, not a program asking for an address that is not there. */
function isPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? '';
  return (
    request.method === 'GET' &&
    !/^\/(api|metrics|inventory|ocsinventory|front|plugins)(\/|$)|^\/health\//.test(path) &&
    !/\.[a-z0-9]{1,8}$/i.test(path) &&
    (request.headers.accept ?? '*/*').includes('*/*')
  );
}
