import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const worthwhile = /\.(js|css|svg|json|txt)$/;

/** Compresses each file once, as well as can be, so that the server only hands out bytes. */
function compressed(): Plugin {
  return {
    name: 'muster-compressed',
    apply: 'build',
    writeBundle({ dir }) {
      for (const entry of readdirSync(dir!, { recursive: true, withFileTypes: true })) {
        const file = join(entry.parentPath, entry.name);
        if (!entry.isFile() || !worthwhile.test(file) || file.includes('.vite')) continue;
        const plain = readFileSync(file);
        for (const [ending, bytes] of [
          ['br', brotliCompressSync(plain)],
          ['gz', gzipSync(plain, { level: 9 })],
        ] as const)
          if (bytes.length < plain.length) writeFileSync(`${file}.${ending}`, bytes);
      }
    },
  };
}

/**
 * The console is built into `dist/console` and served by the server under `/`. The manifest lets a test add up
 * what a first visit to each route loads. The nonce is a placeholder the server replaces on every page.
 */
export default defineConfig({
  root: 'src/console',
  base: '/',
  plugins: [react(), compressed()],
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
