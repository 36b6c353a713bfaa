import { readFileSync } from 'node:fs';
import { powerShellWord, shellWord } from './quoting.ts';

const shell = readFileSync(new URL('./one-line.sh', import.meta.url), 'utf8');
const powerShell = readFileSync(new URL('./one-line.ps1', import.meta.url), 'utf8');

export const systems = ['linux', 'macos', 'windows'] as const;
export type System = (typeof systems)[number];

/** The script a command in one line fetches; the same for everybody who reaches the server under this address. */
export function oneLineScript(system: System, server: string): string {
  return system === 'windows'
    ? `$server = ${powerShellWord(server)}\n${powerShell}`
    : `#!/bin/sh\nserver=${shellWord(server)}\n${shell}`;
}

/** What a person pastes; the code is good for so many computers and so long only. */
export function oneLineCommand(platform: string, server: string, code: string): string {
  if (platform.startsWith('win-'))
    return `$env:MUSTER_INSTALL_CODE = ${powerShellWord(code)}; irm ${powerShellWord(`${server}/install/windows`)} | iex`;
  const system = platform.startsWith('darwin-') ? 'macos' : 'linux';
  return `curl -fsSL ${shellWord(`${server}/install/${system}`)} | sudo sh -s -- ${shellWord(code)}`;
}
