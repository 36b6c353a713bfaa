import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { Home, homeVariable, runtimeIn } from '../update/home.ts';
import { supervise, type Started } from './supervise.ts';

/** It says that it ends, which takes three seconds at most. */
const graceMs = 10_000;
const saidKept = 4_000;

// versions/1.4.0/launcher.mjs of the installation.
const home = new Home(dirname(dirname(import.meta.dirname)));
const pace = Number(process.env['MUSTER_AGENT_PACE'] ?? 1) || 1;
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

/**
 * The agent of one version. The channel to it carries nothing: an agent whose launcher is gone sees it closed, and ends.
 */
function start(version: string): Started {
  const folder = home.folderOf(version);
  const child = spawn(runtimeIn(folder), [join(folder, 'app.mjs'), ...process.argv.slice(2)], {
    env: { ...process.env, [homeVariable]: home.folder },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    windowsHide: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    said = (said + chunk.toString()).slice(-saidKept);
  });
  return {
    ended: new Promise(resolve => {
      child.once('error', error => resolve({ code: null, said: error.message }));
      child.once('close', code => resolve({ code, said: reasonIn(said) }));
    }),
    stop() {
      // Windows has no signals: there the closed channel asks.
      if (process.platform === 'win32') child.disconnect();
      else child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
    },
  };
}

/** What it said, without where in its own code. */
function reasonIn(said: string): string {
  const lines = said.split('\n').filter(line => !/^\s+at |^Node\.js v|^\s*\^*\s*$/.test(line));
  return lines.join('\n').slice(-300);
}

process.exitCode = await supervise({
  home,
  start,
  log: (facts, msg) => void process.stdout.write(`${JSON.stringify({ level: 40, ...facts, msg })}\n`),
  trialMs: 600_000 * pace,
  pauseMs: 5_000 * pace,
  stopping: stopping.signal,
});
