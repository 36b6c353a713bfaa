import type { World } from './world.ts';

const conditions = [
  { name: 'Portable editor', version: '3', publisher: 'Example Ltd.', files: ['editor.exe', 'editor'] },
  {
    name: '在庫ツール',
    files: ['zaiko*.jar'],
    folders: ['C:\\Tools', '/opt/tools'],
    size: { least: 100_000 },
    modified: { from: '2026-01-01' },
  },
];

/** Conditions for software that nobody installs. */
export async function searchForSoftware({ server }: World): Promise<void> {
  for (const body of conditions) await server.call('POST', '/api/v1/software-search-conditions', { body });
}
