import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { consoleFolder, ensureConsole } from './support/browser.ts';

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

const LIMIT = 320 * 1024;

describe('The first JavaScript of each route', () => {
  ensureConsole();
  const manifest = JSON.parse(readFileSync(join(consoleFolder, '.vite/manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  const entry = Object.keys(manifest).find(key => manifest[key]?.isEntry)!;
  const language = 'i18n/en/index.ts';

  /** A chunk and all it needs before it runs. */
  function closure(keys: readonly string[]): Set<string> {
    const seen = new Set<string>();
    const walk = (key: string) => {
      if (seen.has(key)) return;
      seen.add(key);
      for (const next of manifest[key]?.imports ?? []) walk(next);
    };
    keys.forEach(walk);
    return seen;
  }

  const sizeOf = (keys: ReadonlySet<string>) =>
    [...keys].reduce(
      (sum, key) => sum + gzipSync(readFileSync(join(consoleFolder, manifest[key]!.file))).length,
      0,
    );

  const pages = [
    'session/sign-in-page.tsx',
    'home/home-page.tsx',
    'devices/devices-page.tsx',
    'device/device-page.tsx',
    'software/software-page.tsx',
    'events/events-page.tsx',
    'health/health-page.tsx',
    'enrolment/add-devices-page.tsx',
    'account/account-page.tsx',
    'operations/operations-page.tsx',
    'planned/planned-page.tsx',
  ];

  it('lies compressed beside each script, ready to be sent', () => {
    const scripts = readdirSync(join(consoleFolder, 'assets')).filter(name => name.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(20);
    for (const name of scripts) {
      const file = join(consoleFolder, 'assets', name);
      const plain = readFileSync(file);
      if (plain.length < 1_024) continue;
      expect(brotliDecompressSync(readFileSync(`${file}.br`)).equals(plain)).toBe(true);
      expect(gunzipSync(readFileSync(`${file}.gz`)).equals(plain)).toBe(true);
    }
  });

  it.each(pages)('of %s is at most 320 KiB, compressed', page => {
    expect(manifest[page]).toBeDefined();
    const size = sizeOf(closure([entry, language, page]));
    process.stdout.write(`${page}: ${(size / 1024).toFixed(1)} KiB gzip\n`);
    expect(size).toBeLessThanOrEqual(LIMIT);
  });

  it('holds neither the chart library nor a schema library', () => {
    for (const page of pages)
      for (const key of closure([entry, language, page])) {
        const code = readFileSync(join(consoleFolder, manifest[key]!.file), 'utf8');
        expect([page, key, /echarts|zrender/.test(code)]).toEqual([page, key, false]);
        expect([page, key, code.includes('ZodError')]).toEqual([page, key, false]);
      }
  });
});
