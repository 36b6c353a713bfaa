import { dirname, join, sep } from 'node:path';
import { build, type Plugin } from 'vite';

const root = dirname(dirname(dirname(import.meta.dirname)));

/** A program in one file, for Node without any packages. */
export interface Bundle {
  readonly code: string;
  /** Folders of the npm packages in it. */
  readonly packages: readonly string[];
}

/** Bundles a program of `src/agent`, which calls itself by this version. */
export async function bundle(entry: 'main.ts' | 'launcher/main.ts', version: string): Promise<Bundle> {
  const built = await build({
    configFile: false,
    root,
    logLevel: 'error',
    // Native helpers of the web socket, which it does without.
    ssr: { noExternal: true, target: 'node', external: ['bufferutil', 'utf-8-validate'] },
    plugins: [versioned(version)],
    build: {
      ssr: join(root, 'src/agent', entry),
      write: false,
      target: 'node22',
      minify: false,
      rolldownOptions: { output: { format: 'es', codeSplitting: false } },
    },
  });
  const [output] = [built].flat();
  const [chunk, ...more] = output && 'output' in output ? output.output : [];
  if (chunk?.type !== 'chunk' || more.length > 0) throw new Error(`${entry} did not become one file`);
  const packages = Object.keys(chunk.modules).flatMap(packageFolder);
  return { code: chunk.code, packages: [...new Set(packages)].sort() };
}

/** In the checkout the version is read from a file that a package does not have. */
function versioned(version: string): Plugin {
  const file = join(root, 'src/server/version.ts');
  return {
    name: 'muster-version',
    enforce: 'pre',
    load: id => (id === file ? `export const version = ${JSON.stringify(version)};` : null),
  };
}

function packageFolder(module: string): string[] {
  const at = module.lastIndexOf(`node_modules${sep}`);
  if (at < 0 || module.startsWith('\0')) return [];
  const start = at + `node_modules${sep}`.length;
  const parts = module.slice(start).split(sep);
  return [join(module.slice(0, start), ...parts.slice(0, parts[0]!.startsWith('@') ? 2 : 1))];
}
