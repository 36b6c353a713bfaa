import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Under what everything in a package that others wrote may be handed on. */
export function licencesOf(packages: readonly string[], runtimeLicence: string): string {
  const parts = packages.map(folder => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly name: string;
      readonly version: string;
      readonly license?: string;
    };
    const file = readdirSync(folder).find(each => /^(licen[cs]e|copying)(\.|$)/i.test(each));
    const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${version} (${license ?? 'see below'})\n\n${text}`;
  });
  return `${['Muster’s agent contains:', ...parts, `Node.js\n\n${runtimeLicence.trim()}`].join(`\n\n${'-'.repeat(78)}\n\n`)}\n`;
}
