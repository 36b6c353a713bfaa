// Shared by the entry scripts. Plain JavaScript for any Node from 20 on: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The runtime pinned in package.json; the machine's own Node only gets this far. */
export const pinnedNode = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Runs to its end with our input and output; a failure ends this process with the same code. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs what package-lock.json names, unless node_modules already stands for it. */
export function install() {
  const marker = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(pinnedNode) && existsSync(marker) && statSync(marker).mtimeMs >= statSync(lock).mtimeMs - 1)
    return;
  console.error('muster: installing packages …');
  const npm = process.env.npm_execpath;
  if (npm) run(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] });
  else
    run('npm', ['ci', '--no-audit', '--no-fund'], {
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    });
  if (!existsSync(pinnedNode)) {
    console.error(
      `muster: the pinned runtime is missing (${pinnedNode}). Its install script may have been blocked: run "npm rebuild node".`,
    );
    process.exit(1);
  }
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map(name => newest(join(path, name))));
}

/** Builds the console where its sources are newer than the last build. */
export function buildConsole() {
  const built = join(root, 'dist', 'console', 'index.html');
  const sources = [
    'src/console',
    'src/server/contract.ts',
    'projections',
    'vite.config.ts',
    'package-lock.json',
  ];
  if (
    existsSync(built) &&
    statSync(built).mtimeMs >= Math.max(...sources.map(path => newest(join(root, path))))
  )
    return;
  console.error('muster: building the console …');
  runPinned(['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], { stdio: ['ignore', 2, 2] });
}

/** Runs a script with the pinned runtime to its end. */
export function runPinned(args, options = {}) {
  run(pinnedNode, args, options);
}

/** For what starts threads and programs: each source is compiled once, as the server's are (docs/decisions/0074). */
export const compiledOnce = { NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'), ...process.env };

/** Becomes the given script: passes signals on, ends with its code. */
export function become(args, env = process.env) {
  const child = spawn(pinnedNode, args, { cwd: root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm passes SIGTERM to its shell, and the shell ends without telling us: losing that parent means the same.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event)
    setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 300).unref();
  child.on('error', error => {
    console.error(`muster: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) =>
    process.exit(code ?? (signal === 'SIGTERM' || signal === 'SIGINT' ? 0 : 1)),
  );
}
