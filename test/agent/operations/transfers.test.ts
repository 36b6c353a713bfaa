import { spawn } from 'node:child_process';
import { chmodSync, cpSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { transferPrograms, transfersOf } from '../../../src/agent/operations/linux/transfer-commands.ts';
import { transfers } from '../../../src/agent/operations/linux/transfers.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { hasProcesses, person, WatchedComputer } from '../../support/watched-computer.ts';

const folder = temporaryFolders();
const of = (line: string) => {
  const [program = '', ...args] = line.split(' ');
  return transfersOf(program, args, '/home/hana').map(({ detail, local, remote }) => [
    detail,
    local.join('|'),
    remote,
  ]);
};
const send = (local: string, remote: string) => ['ftp-send', local, remote];
const receive = (local: string, remote: string) => ['ftp-receive', local, remote];

test.each([
  [
    'curl -sT plan.txt -u hana:secret ftp://a.example/in/',
    [send('/home/hana/plan.txt', 'ftp://a.example/in/plan.txt')],
  ],
  ['curl --upload-file=/tmp/a sftp://hana:x@a.example/b', [send('/tmp/a', 'sftp://a.example/b')]],
  ['curl -T plan.txt https://a.example/', []],
  ['curl -o /tmp/x ftp://a.example/y', [receive('/tmp/x', 'ftp://a.example/y')]],
  ['wget -P down ftp://hana:x@a.example/y.zip', [receive('/home/hana/down/y.zip', 'ftp://a.example/y.zip')]],
  ['wget https://a.example/y.zip', []],
  [
    'ncftpput -u hana -p x a.example /in a b',
    [send('/home/hana/a', 'ftp://a.example/in/a'), send('/home/hana/b', 'ftp://a.example/in/b')],
  ],
  ['ncftpget a.example . /out/c', [receive('/home/hana/c', 'ftp://a.example/out/c')]],
  ['scp -P 22 plan.txt hana@a.example:docs/', [send('/home/hana/plan.txt', 'scp://a.example/docs/plan.txt')]],
  ['scp a.example:/srv/plan.txt .', [receive('/home/hana/plan.txt', 'scp://a.example/srv/plan.txt')]],
  [
    'rsync -e ssh a b host::module/in/',
    [send('/home/hana/a', 'rsync://host/module/in/a'), send('/home/hana/b', 'rsync://host/module/in/b')],
  ],
  ['rsync a b', []],
  [
    'mutt -s plans -a a b -- ken@a.example mori@a.example',
    [['mail-send-attachment', '/home/hana/a|/home/hana/b', 'ken@a.example, mori@a.example']],
  ],
  ['s-nail -a a -s plans ken@a.example', [['mail-send-attachment', '/home/hana/a', 'ken@a.example']]],
  ['mail.mailutils --attach=a ken@a.example', [['mail-send-attachment', '/home/hana/a', 'ken@a.example']]],
  ['mutt ken@a.example', []],
  ['vi a', []],
])('LOG-004: %s', (line, expected) => {
  expect(of(line)).toEqual(expected);
});

test('LOG-004: an address in the place of a host or of a folder is told without its password, too', () => {
  const remotes = (line: string) => of(line).map(([, , remote]) => remote);
  const address = 'ftp://hana:secret@a.example/x';
  for (const line of [`ncftpput ${address} in a.txt`, `ncftpput a.example ${address} a.txt`]) {
    expect(remotes(line)).toEqual([expect.stringContaining('a.example')]);
    expect(remotes(line)[0]).not.toContain('secret');
  }
});

test('whatever a command line says, and no password comes through in an address', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('-T', '-a', '-o', '--', '--attach', 'a:b', 'ftp://hana:secret@a.example/x', 'a.txt'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...transferPrograms), fc.array(word, { maxLength: 8 }), (program, args) => {
      const found = transfersOf(program, args, '/');
      const addresses = found.filter(({ detail }) => detail !== 'mail-send-attachment');
      expect(JSON.stringify(addresses.map(({ remote }) => remote))).not.toContain('hana:secret@');
    }),
  );
});

(hasProcesses ? test : test.skip)('LOG-004: is seen while the program runs, of its user', async () => {
  const computer = new WatchedComputer(folder()).withProcesses();
  const place = realpathSync(folder());
  // By the name of its file; what it does meanwhile does not matter.
  const program = join(place, 'scp');
  cpSync(realpathSync('/bin/sh'), program);
  chmodSync(program, 0o755);
  writeFileSync(join(place, 'plan.txt'), 'x');
  await computer.start(transfers, 1);
  const child = spawn('/bin/sh', ['-c', `exec ${program} -c 'read x' plan.txt ken@a.example:in/`], {
    cwd: place,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  expect(await computer.recorded({ detail: 'ftp-send' })).toMatchObject({
    user: process.getuid?.() === 0 ? 'root' : person.name,
    process: 'scp',
    files: [join(place, 'plan.txt')],
    destination: 'scp://a.example/in/plan.txt',
    destinationDrive: 'ftp',
  });
  // Once only, however long it runs.
  await new Promise(resolve => child.once('exit', resolve).stdin!.end('x\n'));
  expect(computer.records).toEqual([]);
  await computer.stop();
});
