import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The console is built into `dist/console` and served by the server under `/`. The manifest lets a test add up
 * what a first visit to each route loads. The nonce is a placeholder the server replaces on every page.
 */
export default defineConfig({
  root: 'src/console',
  base: '/',
  plugins: [react()],
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
