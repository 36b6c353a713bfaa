import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

const program = /\/src\/console\/(index\.html|main\.tsx)$/;
/** The entry, and what it takes out of the barrel of Ant Design, through which every part would seem to be its own. */
const entry = /\/src\/console\/(index\.html|main\.tsx)$|\/antd\/es\/(button|config-provider)\/index\.js$/;
const barrel = /\/antd\/es\/index\.js$/;

/** Modules that run before the first page does, whichever it is: what the entry imports, and what these import. */
function startsWithEntry(): (id: string, modules: Pick<Rolldown.PluginContext, 'getModuleInfo'>) => boolean {
  const known = new Map<string, boolean>();
  return function starts(id, modules): boolean {
    const before = known.get(id);
    if (before !== undefined) return before;
    // A circle of imports is decided by whoever imports it from outside.
    known.set(id, false);
    const { importers = [] } = modules.getModuleInfo(id) ?? {};
    const found = entry.test(id) || importers.some(each => !barrel.test(each) && starts(each, modules));
    known.set(id, found);
    return found;
  };
}

/** The two fonts of the first page are asked for with its scripts, not when the first text is drawn. */
function fontsFirst(): Plugin {
  return {
    name: 'fonts-first',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter(file => /(inter|jetbrains-mono)-latin-wght-normal-.*\.woff2$/.test(file))
          .map(file => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${file}` },
            injectTo: 'head' as const,
          })),
    },
  };
}

const smallest = 1_024;

/** Texts are compressed once, as well as can be, beside themselves; the server hands out what the browser reads. */
function compressed(): Plugin {
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  return {
    name: 'compressed',
    async writeBundle({ dir }, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        const text = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        if (!/\.(js|css|svg)$/.test(name) || text.length < smallest) continue;
        const path = join(dir ?? '', name);
        await writeFile(`${path}.gz`, await zip(text, { level: 9 }));
        await writeFile(`${path}.br`, await brotli(text));
      }
    },
  };
}

const starts = startsWithEntry();

/**
 * The console is built into `dist/console` and served by the server under `/`. The manifest lets a test add up
 * what a first visit to each route loads. The nonce is a placeholder the server replaces on every page.
 */
export default defineConfig({
  root: 'src/console',
  base: '/',
  plugins: [react(), fontsFirst(), compressed()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Fifty small files cost more round trips than they save: what every page needs is one file.
          // The entry stays by itself, so that the manifest names it.
          groups: [{ name: (id, modules) => (!program.test(id) && starts(id, modules) ? 'start' : null) }],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: Object.fromEntries(
      ['/api', '/health', '/metrics'].map(path => [
        path,
        process.env['MUSTER_URL'] ?? 'http://127.0.0.1:8080',
      ]),
    ),
  },
});
