import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// Sources are TypeScript as written; what they compile to is kept, so that a start neither strips types nor loads
// the stripper, in this thread or any other (docs/decisions/0074). Threads learn the place from the environment.
const compiled = join(import.meta.dirname, '..', '..', '.cache', 'compiled');
process.env.NODE_COMPILE_CACHE ??= compiled;
enableCompileCache(process.env.NODE_COMPILE_CACHE);

const { default: closeWithGrace } = await import('close-with-grace');
const { runServer } = await import('./run.ts');

/** The process: starts, says where it serves, and ends cleanly on SIGTERM or SIGINT. */
const server = await runServer(process.env);
if (server) {
  flushCompileCache();
  closeWithGrace({ delay: 10_000, logger: false }, async ({ err }) => {
    if (err) server.log.fatal({ err }, 'ending after an unforeseen error');
    await server.close();
  });
}
