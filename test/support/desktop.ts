import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type BrowserContext } from 'playwright-core';
import { browserPath } from '../browser/support/browser.ts';
import { isInstalled } from './installed.ts';
import { person, type WatchedComputer } from './watched-computer.ts';

const programs = [
  'Xvfb',
  'openbox',
  'xmessage',
  'xprop',
  'cupsd',
  'lp',
  'lpadmin',
  'zip',
  'unshare',
  'mke2fs',
];

/** What is missing for a desktop, as one line; undefined: nothing. */
export function desktopLack(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'a desktop is begun by root of a Linux';
  const missing = programs.filter(program => !isInstalled(program));
  if (!browserPath) missing.push('chromium');
  if (missing.length === 0) return strangerReads() ? undefined : 'nobody but root may read this checkout';
  return `${missing.join(', ')} missing; enable it with: apt-get install xvfb openbox x11-utils cups-daemon cups-client zip chromium e2fsprogs`;
}

const { uid } = person;
/** Before a command, so that somebody else runs it. */
const asPerson = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];

/** The browser of somebody starts a program of the agent. */
function strangerReads(): boolean {
  const script = 'require("fs").accessSync(process.argv[1])';
  const main = join(process.cwd(), 'src/agent/main.ts');
  const [program, ...args] = [...asPerson, process.execPath, '-e', script, main];
  try {
    execFileSync(program!, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * Somebody at a desktop: a screen with a window manager, a printer, a stick, a browser. Where the real thing needs what a
 * computer for tests has not (logind, USB), files of `computer` say what the kernel and logind would.
 */
export class Desktop {
  readonly #computer: WatchedComputer;
  readonly #running: ChildProcess[] = [];
  readonly #mounted: string[] = [];
  #display = '';
  #browser: BrowserContext | undefined;

  constructor(computer: WatchedComputer) {
    this.#computer = computer;
    for (const program of ['xprop', 'chromium']) computer.write(`usr/bin/${program}`, '');
    // There are a logind and disks, before anybody comes.
    for (const each of ['run/systemd/sessions', 'sys/block'])
      mkdirSync(join(computer.root, each), { recursive: true });
  }

  /** A session as logind knows it, and a screen. */
  async logOn(): Promise<void> {
    const { root, home } = this.#computer;
    // Folders of tests are root's alone.
    chmodSync(join(root, '..'), 0o711);
    chownSync(home, uid, uid);
    const screen = spawn(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', '1280x800x24', '-ac', '-nolisten', 'tcp'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    );
    this.#running.push(screen);
    const told = await new Promise<string>(resolve =>
      screen.stdio[3]!.once('data', (bytes: Buffer) => resolve(bytes.toString())),
    );
    this.#display = `:${told.trim()}`;
    mkdirSync(join(root, 'tmp'), { recursive: true });
    symlinkSync('/tmp/.X11-unix', join(root, 'tmp/.X11-unix'));
    this.#show('openbox', []);
    // A window that is there before its manager may never become the active one.
    const shown = ['-display', this.#display, '-root', '_NET_SUPPORTING_WM_CHECK'];
    while (!execFileSync('xprop', shown, { encoding: 'utf8' }).includes('window id')) await pause(50);
    this.#computer.write(
      'run/systemd/sessions/1',
      `UID=${uid}\nUSER=hana\nCLASS=user\nREALTIME=${Date.now() * 1_000}\nDISPLAY=${this.#display}\n`,
    );
  }

  /** A program with a window of this title. */
  showWindow(title: string): void {
    this.#show('xmessage', ['-title', title, '-center', title]);
  }

  /** What somebody types at a terminal, in the home. */
  type(line: string): void {
    const [program, ...args] = [...asPerson, 'sh', '-c', line];
    execFileSync(program!, args, { cwd: this.#computer.home, stdio: 'pipe' });
  }

  /** The path where a stick is to be found from now on; undefined: this computer mounts no images. */
  insertStick(): string | undefined {
    const { root } = this.#computer;
    const image = join(root, '../stick.img');
    const place = join(root, 'media/hana/STICK');
    mkdirSync(place, { recursive: true });
    execFileSync('truncate', ['-s', '8M', image]);
    execFileSync('mke2fs', ['-q', '-F', '-t', 'ext2', image]);
    try {
      execFileSync('mount', ['-o', 'loop', image, place], { stdio: 'ignore' });
    } catch {
      return undefined;
    }
    this.#mounted.push(place);
    chownSync(place, uid, uid);
    const [device = ''] = execFileSync('findmnt', ['-n', '-o', 'MAJ:MIN', place], { encoding: 'utf8' }).match(
      /\d+:\d+/,
    )!;
    const name = `loop${device.split(':')[1]}`;
    // The kernel does not take it for something to be carried away; of a USB disk it says so.
    const disk = `sys/devices/virtual/block/${name}`;
    this.#computer.write(`${disk}/removable`, '1\n');
    this.#computer.write(`${disk}/size`, '16384\n');
    for (const link of [`sys/block/${name}`, `sys/class/block/${name}`, `sys/dev/block/${device}`]) {
      mkdirSync(join(root, link, '..'), { recursive: true });
      symlinkSync(join(root, disk), join(root, link));
    }
    return place;
  }

  /** A CUPS of its own with one printer, `office`, of which every document is one page. */
  async plugPrinter(): Promise<void> {
    const { root } = this.#computer;
    const at = (...names: string[]) => join(root, ...names);
    const log = at('var/log/cups/page_log');
    for (const each of ['var/log/cups', 'var/spool/cups/tmp', 'var/cache/cups', 'run/cups', 'etc/cups'])
      mkdirSync(at(each), { recursive: true });
    const format = '%p %u %j %T %P %C %{job-originating-host-name} %{job-name} %{media} %{sides}';
    this.#computer.write(
      'etc/cups/cupsd.conf',
      `Listen ${at('run/cups/cups.sock')}
PageLogFormat ${format}
Browsing Off
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
`,
    );
    this.#computer.write('usr/lib/cups/backend/paper', '#!/bin/sh\ntest $# -eq 0 || echo "PAGE: 1 1" >&2\n');
    chmodSync(at('usr/lib/cups/backend/paper'), 0o755);
    symlinkSync('/usr/lib/cups/daemon', at('usr/lib/cups/daemon'));
    const files = at('../cups-files.conf');
    writeFileSync(
      files,
      `ServerRoot ${at('etc/cups')}
RequestRoot ${at('var/spool/cups')}
TempDir ${at('var/spool/cups/tmp')}
CacheDir ${at('var/cache/cups')}
StateDir ${at('run/cups')}
ErrorLog ${at('var/log/cups/error_log')}
AccessLog ${at('var/log/cups/access_log')}
PageLog ${log}
ServerBin ${at('usr/lib/cups')}
User lp
Group lp
SystemGroup root
`,
    );
    this.#run('cupsd', ['-f', '-c', at('etc/cups/cupsd.conf'), '-s', files]);
    while (!existsSync(at('run/cups/cups.sock'))) await pause(50);
    this.#cups('lpadmin', ['-p', 'office', '-v', 'paper:/tray', '-E', '-m', 'raw']);
  }

  print(file: string): void {
    this.#cups('lp', ['-U', person.name, '-d', 'office', file]);
  }

  /** A browser that reads the policies of this computer, once it has what they make it install. */
  async openBrowser(): Promise<BrowserContext> {
    const { root, home } = this.#computer;
    mkdirSync(this.#profile);
    chownSync(this.#profile, uid, uid);
    const launcher = join(root, '../chromium');
    writeFileSync(
      launcher,
      `#!/bin/sh
exec unshare --mount sh -c 'mount --bind ${join(root, 'etc/chromium')} /etc/chromium && exec ${asPerson.join(' ')} ${browserPath} "$@"' sh "$@"
`,
      { mode: 0o755 },
    );
    this.#browser = await chromium.launchPersistentContext(this.#profile, {
      executablePath: launcher,
      headless: false,
      env: { ...process.env, HOME: home, DISPLAY: this.#display },
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--lang=en'],
      ignoreDefaultArgs: [
        '--disable-extensions',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-component-extensions-with-background-pages',
      ],
    });
    while (!this.hasExtension) await pause(50);
    return this.#browser;
  }

  /** Whether the browser has an extension. */
  get hasExtension(): boolean {
    const folder = join(this.#profile, 'Default/Extensions');
    return existsSync(folder) && readdirSync(folder).some(name => /^[a-p]{32}$/.test(name));
  }

  get #profile(): string {
    return join(this.#computer.home, '.profile');
  }

  async logOff(): Promise<void> {
    await this.#browser?.close();
    for (const child of this.#running.reverse()) child.kill();
    for (const place of this.#mounted) execFileSync('umount', ['--lazy', place]);
  }

  #run(program: string, args: readonly string[]): void {
    this.#running.push(spawn(program, args, { stdio: 'ignore' }));
  }

  #show(program: string, args: readonly string[]): void {
    const env = { ...process.env, HOME: this.#computer.home, DISPLAY: this.#display };
    this.#running.push(spawn(program, args, { env, stdio: 'ignore', uid, gid: uid }));
  }

  #cups(program: string, args: readonly string[]): void {
    const CUPS_SERVER = join(this.#computer.root, 'run/cups/cups.sock');
    execFileSync(program, args, { env: { ...process.env, CUPS_SERVER }, stdio: 'pipe' });
  }
}
