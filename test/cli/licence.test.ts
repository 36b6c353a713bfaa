import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { temporaryFolders } from '../support/folder.ts';
import { LicenceIssuer } from '../support/licence-keys.ts';
import { muster, startServer } from '../support/programs.ts';

const folder = temporaryFolders();
const issuer = new LicenceIssuer();

test('ACC-002 ACC-004 the command line shows the licence and registers keys, beside a server and without one', async () => {
  const data = join(folder(), 'data');
  const environment = {
    MUSTER_DATA: data,
    MUSTER_LICENSING: 'required',
    MUSTER_LICENSE_PUBLIC_KEY: issuer.publicKey,
  };
  const file = (name: string, text: string) => {
    const path = join(data, '..', name);
    writeFileSync(path, text);
    return path;
  };
  const first = file('first.json', issuer.issue(20, { serial: 'FIRST', expires: '2099-12-31' }));
  const second = file('second.json', issuer.issue(5, { serial: 'SECOND' }));

  const server = await startServer(data, environment);
  try {
    const shown = await muster(['licence', 'show'], environment);
    expect([shown.code, shown.out]).toEqual([0, 'Managed: 0 of 0. Remaining: 0.\n']);
    const added = await muster(['licence', 'add', first], environment);
    expect(added.code).toBe(0);
    expect(added.out).toMatch(/FIRST\s+Example Works\s+20\s+2026-01-01\s+2099-12-31\s+valid/);
    const again = await muster(['licence', 'add', first], environment);
    expect(again.code).not.toBe(0);
    expect(again.err).toMatch(/registered already.*\n?.*serial: FIRST/s);
    const missing = await muster(['licence', 'add', join(data, 'none.json')], environment);
    expect([missing.code, missing.err.includes('none.json')]).toEqual([exitCodes.folder, true]);
  } finally {
    await server.stop();
  }
  const stopped = await muster(['licence', 'add', second], environment);
  expect([stopped.code, stopped.out.includes('Managed: 0 of 25. Remaining: 25.')]).toEqual([0, true]);
});
