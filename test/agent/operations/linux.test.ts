import { spawn } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { media } from '../../../src/agent/operations/linux/media.ts';
import { mountOf, mountsIn } from '../../../src/agent/operations/linux/mounts.ts';
import { pageLogReader, usualFormat } from '../../../src/agent/operations/linux/page-log.ts';
import { power } from '../../../src/agent/operations/linux/power.ts';
import { printing } from '../../../src/agent/operations/linux/printing.ts';
import { processes } from '../../../src/agent/operations/linux/processes.ts';
import { sessions } from '../../../src/agent/operations/linux/sessions.ts';
import { usb } from '../../../src/agent/operations/linux/usb.ts';
import { titleIn } from '../../../src/agent/operations/linux/windows.ts';
import { wtmpLayout } from '../../../src/agent/operations/linux/wtmp.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { hasProcesses, person, WatchedComputer } from '../../support/watched-computer.ts';

const folder = temporaryFolders();
const pace = 0.01;
const time = Date.parse('2026-11-30T09:00:00Z');

let computer: WatchedComputer;
beforeEach(() => (computer = new WatchedComputer(folder())));
afterEach(() => computer.stop());

/** Once everything that was there has been looked at. */
const started = (collector: Parameters<WatchedComputer['start']>[0]) => computer.start(collector, pace);
const restarted = async (collector: Parameters<WatchedComputer['start']>[0]) => {
  await computer.stop();
  await started(collector);
};

function wtmp(type: number, line: string, user: string, at: number): Buffer {
  const entry = Buffer.alloc(wtmpLayout.bytes);
  entry.writeInt16LE(type, 0);
  entry.write(line, 8);
  entry.write(user, 44);
  if (wtmpLayout.bytes === 400) entry.writeBigInt64LE(BigInt(at / 1_000), 344);
  else entry.writeUInt32LE(at / 1_000, 340);
  return entry;
}

describe('LOG-004: who logs on and off', () => {
  const session = (user: string, kind = 'user') =>
    `# private\nUID=1000\nUSER=${user}\nCLASS=${kind}\nREALTIME=${time * 1_000}\nDISPLAY=:0\n`;

  test('by logind, also what happened while the agent was not running', async () => {
    computer.write('proc/sys/kernel/random/boot_id', 'one\n');
    computer.write('run/systemd/sessions/1', session('hana'));
    computer.write('run/systemd/sessions/1.ref', '');
    await started(sessions);
    computer.write('run/systemd/sessions/c1', session('gdm', 'greeter'));
    computer.write('run/systemd/sessions/2', session('ken'));
    expect(await computer.recorded({ detail: 'log-on' })).toMatchObject({ user: 'ken', time });
    await computer.stop();
    rmSync(join(computer.root, 'run/systemd/sessions/1'));
    computer.write('run/systemd/sessions/3', session('mori'));
    await started(sessions);
    await computer.recorded({ detail: 'log-off', user: 'hana' });
    await computer.recorded({ detail: 'log-on', user: 'mori' });
    await computer.stop();
    // Another start of the computer: the numbers of sessions are used anew.
    computer.write('proc/sys/kernel/random/boot_id', 'two\n');
    await started(sessions);
    await computer.recorded({ detail: 'log-on', user: 'ken' });
    await computer.recorded({ detail: 'log-on', user: 'mori' });
    expect(computer.records).toEqual([]);
  });

  test('by wtmp where there is no logind, over its being moved away', async () => {
    const file = join(computer.root, 'var/log/wtmp');
    expect(await sessions.lack(computer)).toContain('wtmp');
    computer.write('var/log/wtmp', wtmp(7, 'tty1', 'earlier', time));
    await started(sessions);
    appendFileSync(file, wtmp(7, 'tty2', 'hana', time));
    expect(await computer.recorded({ detail: 'log-on' })).toMatchObject({ user: 'hana', time });
    await computer.stop();
    appendFileSync(file, wtmp(8, 'tty2', '', time + 5_000));
    renameSync(file, `${file}.1`);
    const torn = wtmp(7, 'tty3', 'ken', time);
    computer.write('var/log/wtmp', Buffer.concat([wtmp(7, 'pts/0', 'mori', time), torn.subarray(0, 100)]));
    await started(sessions);
    expect(await computer.recorded({ detail: 'log-off' })).toMatchObject({
      user: 'hana',
      time: time + 5_000,
    });
    await computer.recorded({ detail: 'log-on', user: 'mori' });
    appendFileSync(file, torn.subarray(100));
    await computer.recorded({ detail: 'log-on', user: 'ken' });
    expect(computer.records).toEqual([]);
  });
});

test('LOG-004: when the computer was started and when it went down', async () => {
  const boots = (id: string, at: number) => {
    computer.write('proc/sys/kernel/random/boot_id', `${id}\n`);
    computer.write('proc/stat', `cpu 1 2\nbtime ${at / 1_000}\n`);
  };
  expect(await power.lack(computer)).toBeDefined();
  boots('one', time);
  await started(power);
  expect(computer.records).toEqual([{ time, detail: 'power-on' }]);
  await restarted(power);
  expect(computer.records).toHaveLength(1);
  await computer.stop();
  const next = Math.ceil(Date.now() / 1_000) * 1_000;
  boots('two', next + 60_000);
  computer.write('var/log/wtmp', wtmp(1, '~', 'shutdown', next + 30_000));
  await started(power);
  expect(computer.records.slice(1)).toEqual([
    { time: next + 30_000, detail: 'shutdown' },
    { time: next + 60_000, detail: 'power-on' },
  ]);
  await computer.stop();
  boots('three', next + 3_600_000);
  rmSync(join(computer.root, 'var/log/wtmp'));
  await started(power);
  expect(computer.records[3]).toMatchObject({ detail: 'shutdown' });
  // By when it ran last.
  expect(computer.records[3]!.time).toBeLessThan(next + 30_000);
});

(hasProcesses ? describe : describe.skip)('LOG-004: programs', () => {
  test('of a person, from start to end; not their arguments, nor what ran before', async () => {
    computer.withProcesses();
    const asPerson = process.getuid?.() === 0 ? { uid: person.uid, gid: person.uid } : {};
    await computer.start(processes, 0.1);
    const child = spawn('sleep', ['1000.5'], { stdio: 'ignore', ...asPerson });
    const begun = await computer.recorded({ detail: 'process-execution', process: 'sleep', user: 'hana' });
    expect(begun.fileName).toMatch(/\/sleep$/);
    expect(JSON.stringify(begun)).not.toContain('1000.5');
    child.kill();
    await computer.recorded({ detail: 'process-termination', process: 'sleep', user: 'hana' });
  });

  test('run as somebody else: who logged on, and as whom', async () => {
    const stat = `77 (a (b) c) S 1 77 77 34816 77 0`;
    computer.write('proc/77/status', 'Name:\ta (b) c\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n');
    await started(processes);
    computer.write('proc/78/status', 'Name:\ta (b) c\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n');
    computer.write('proc/78/stat', stat.replace('77', '78'));
    computer.write('proc/78/loginuid', String(person.uid));
    mkdirSync(join(computer.root, 'proc/79'));
    const begun = await computer.recorded({ detail: 'process-execution' });
    expect(begun).toMatchObject({ user: 'hana', runAs: 'root', process: 'a (b) c' });
  });
});

describe('LOG-004: what is printed', () => {
  const line = (job: number, page: string, name = '給与 明細 2026.pdf') =>
    `office hana ${job} [30/Nov/2026:18:00:00 +0900] ${page} - localhost ${name} A4 one-sided\n`;
  const log = () => join(computer.root, 'var/log/cups/page_log');
  const print = (text: string) => appendFileSync(log(), text);

  beforeEach(() =>
    computer.write(
      'etc/cups/cupsd.conf',
      `LogLevel warn\nPageLogFormat\nMaxLogSize 0\nPageLogFormat "${usualFormat}"\n`,
    ),
  );

  test('by the page log of CUPS: whole jobs and those that are counted page by page', async () => {
    computer.write('var/log/cups/page_log', line(1, 'total 9'));
    await started(printing);
    print(line(2, 'total 12'));
    expect(await computer.recorded({ detail: 'print' })).toEqual({
      time,
      detail: 'print',
      printer: 'office',
      user: 'hana',
      document: '給与 明細 2026.pdf',
      pages: 12,
    });
    print(line(3, '1 2') + line(3, '2 2').slice(0, 30));
    print(line(3, '2 2').slice(30));
    expect(await computer.recorded({ detail: 'print' })).toMatchObject({ pages: 4 });
    await computer.stop();
    renameSync(log(), `${log()}.1`);
    appendFileSync(`${log()}.1`, line(4, 'total 5'));
    print(line(5, 'total 6'));
    await started(printing);
    expect(await computer.recorded({ detail: 'print' })).toMatchObject({ pages: 5 });
    expect(await computer.recorded({ detail: 'print' })).toMatchObject({ pages: 6 });
  });

  test('LOG-008: not what goes to a printer that another computer shares', async () => {
    const queues = [
      '<DefaultPrinter office>\nDeviceURI ipp://print.example/printers/office\n</DefaultPrinter>',
      '<Printer own>\nDeviceURI usb://Brand/Model\n</Printer>',
    ];
    computer.write('etc/cups/printers.conf', queues.join('\n'));
    computer.write('var/log/cups/page_log', '');
    await started(printing);
    print(line(1, 'total 9') + line(2, 'total 3').replace('office', 'own'));
    await computer.recorded({ detail: 'print', printer: 'own', pages: 3 });
    expect(computer.records).toEqual([]);
  });

  test('says what is to be set up where nothing can be seen', async () => {
    expect(await printing.lack(computer)).toBeUndefined();
    computer.write('etc/cups/cupsd.conf', 'PageLogFormat %u %T\n');
    expect(await printing.lack(computer)).toContain('lacks');
    // As Debian sets it up.
    computer.write('etc/cups/cupsd.conf', 'PageLogFormat\n\nMaxLogSize 0\n');
    expect(await printing.lack(computer)).toContain('PageLogFormat %p');
    computer.write('etc/cups/cups-files.conf', 'PageLog syslog\n');
    expect(await printing.lack(computer)).toContain('system log');
  });

  test('formats of one’s own are read, lines that are none are not', () => {
    const read = pageLogReader('%u|%p|%j|%P|%C|%{job-name}|%%')!;
    const said = { printer: 'p', user: 'ken', job: '7', pages: 3, isTotal: true, document: 'a|b' };
    expect(read('ken|p|7|total|3|a|b|%%')).toMatchObject(said);
    expect(read('ken|p|seven|total|3|a|%%')).toBeUndefined();
    expect(read('x'.repeat(10_000))).toBeUndefined();
    expect(pageLogReader('%u %T')).toBeUndefined();
  });
});

describe('LOG-004: media and devices', () => {
  const stick = 'sys/devices/pci0/usb1/1-2';
  const disk = `${stick}/1-2:1.0/host0/block/sdb`;
  const link = (target: string, path: string) => {
    const at = join(computer.root, path);
    mkdirSync(join(at, '..'), { recursive: true });
    cpSync(join(computer.root, target), at, { recursive: true });
  };
  const plugIn = () => {
    const facts = {
      idVendor: '0781',
      idProduct: '5581',
      serial: '4C53',
      manufacturer: 'SanDisk',
      product: 'Ultra',
    };
    for (const [name, value] of Object.entries({ ...facts, bDeviceClass: '00' }))
      computer.write(`${stick}/${name}`, `${value}\n`);
    computer.write(`${stick}/1-2:1.0/bInterfaceClass`, '08\n');
  };

  test('a stick that is put in, mounted and taken out', async () => {
    mkdirSync(join(computer.root, 'sys/block'), { recursive: true });
    computer.write('proc/self/mountinfo', '');
    await started(media);
    plugIn();
    computer.write(`${disk}/size`, '1024\n');
    computer.write(`${disk}/removable`, '1\n');
    computer.write(`${disk}/dev/x`, '');
    for (const place of ['sys/class/block/sdb', 'sys/dev/block/8:16']) {
      mkdirSync(join(computer.root, place, '..'), { recursive: true });
      symlinkSync(join(computer.root, disk), join(computer.root, place));
    }
    computer.write('proc/self/mountinfo', '30 1 8:16 / /media/hana/MY\\040STICK rw - vfat /dev/sdb rw\n');
    symlinkSync(join(computer.root, disk), join(computer.root, 'sys/block/sdb'));
    const attached = await computer.recorded({ detail: 'attach-external-device' });
    expect(attached).toMatchObject({
      drive: 'removable-disk',
      driveName: '/media/hana/MY STICK',
      serial: '4C53',
      deviceName: 'SanDisk Ultra',
      deviceType: 'Mass storage',
      deviceInstance: 'USB\\VID_0781&PID_5581\\1-2',
      deviceCategory: 'usb',
    });
    const mounts = await mountsIn(computer.root);
    expect(mountOf('/media/hana/MY STICK/a', mounts)?.type).toBe('removable-disk');
    rmSync(join(computer.root, 'sys/block/sdb'));
    const { serial } = await computer.recorded({ detail: 'detach-external-device' });
    expect(serial).toBe('4C53');
  });

  test('USB devices of other kinds; hubs are none', async () => {
    expect(await usb.lack(computer)).toContain('/sys/bus/usb');
    computer.write('sys/bus/usb/devices/usb1/idVendor', '1d6b\n');
    await started(usb);
    plugIn();
    computer.write(`${stick}/1-2:1.0/bInterfaceClass`, '06\n');
    computer.write('sys/bus/usb/devices/1-1/idVendor', '0424\n');
    computer.write('sys/bus/usb/devices/1-1/bDeviceClass', '09\n');
    link(stick, 'sys/bus/usb/devices/1-2');
    const connected = await computer.recorded({ detail: 'device-connection', serial: '4C53' });
    expect(connected).toMatchObject({ deviceCategory: 'imaging', deviceType: 'Image' });
    rmSync(join(computer.root, 'sys/bus/usb/devices/1-2'), { recursive: true });
    await computer.recorded({ detail: 'device-disconnection', serial: '4C53' });
    expect(computer.records).toEqual([]);
  });

  test('kinds of drives', async () => {
    const lines = [
      '1 0 8:1 / / rw - ext4 /dev/sda1 rw',
      '2 1 0:40 / /home/hana/share rw - cifs //files/share rw',
      '3 1 0:41 / /dev/shm rw - tmpfs tmpfs rw',
      '4 1 11:0 / /media/disc ro - iso9660 /dev/sr0 ro',
      '5 1 0:42 / /mnt/old rw - fuse.other thing rw',
      '6 1 0:43 / /proc rw - proc proc rw',
    ];
    computer.write('proc/self/mountinfo', `${lines.join('\n')}\n`);
    const mounts = await mountsIn(computer.root);
    const of = (path: string) => mountOf(path, mounts)?.type;
    expect(of('/etc/passwd')).toBe('local-disk');
    expect(of('/home/hana/share/a')).toBe('network-drive');
    expect(of('/home/hana/shared')).toBe('local-disk');
    expect(of('/dev/shm/a')).toBe('ram-disk');
    expect(of('/media/disc/a')).toBe('cd-rom');
    expect(of('/mnt/old')).toBe('other');
  });
});

test('titles of windows, as xprop writes them', () => {
  expect(titleIn('_NET_WM_NAME(UTF8_STRING) = "a \\"b\\" \\303\\244"\nWM_NAME(STRING) = "old"\n')).toBe(
    'a "b" ä',
  );
  expect(titleIn('_NET_WM_NAME:  not found.\nWM_NAME(STRING) = "old"\n')).toBe('old');
  expect(titleIn('_NET_WM_NAME:  not found.\n')).toBeUndefined();
});
