import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makePublicFolder } from '../../store/files.ts';

/** A browser that can be told by files what to install; all paths below the root. */
interface Browser {
  readonly name: string;
  /** Where it is installed. */
  readonly program: string;
  /** Where it looks for policies and for programs that extensions talk to. */
  readonly folder: string;
}

const browsers: readonly Browser[] = [
  { name: 'Chromium', program: 'usr/bin/chromium', folder: 'etc/chromium' },
  { name: 'Chrome', program: 'opt/google/chrome/chrome', folder: 'etc/opt/chrome' },
  { name: 'Edge', program: 'opt/microsoft/msedge/msedge', folder: 'etc/opt/edge' },
];

const hostName = 'org.muster.agent';
const policyFolder = 'policies/managed';
const policyFile = 'muster-agent.json';
const hostFolder = 'native-messaging-hosts';
/** Either makes a browser install an extension. Of one that two files set, browsers read one file only. */
const policyNames = ['ExtensionInstallForcelist', 'ExtensionSettings'] as const;
/** A file of policies that is longer is not looked into. */
const longestPolicy = 1_048_576;

export interface Managed {
  /** Of the extension. */
  readonly id: string;
  readonly updateAddress: string;
  /** Words of the command that carries messages for it. */
  readonly command: readonly string[];
}

/** What is managed, and what cannot be, by name with the reason. */
export interface Outcome {
  readonly managed: readonly string[];
  readonly left: Readonly<Record<string, string>>;
}

/** Why none can be managed; undefined: one can. */
export async function browsersLack(root: string): Promise<string | undefined> {
  const found = await installed(root);
  if (found.length === 0) return 'neither Chromium, Chrome nor Edge is installed';
  const names = await Promise.all(found.map(({ folder }) => freeName(join(root, folder, policyFolder))));
  return names.some(name => name !== undefined)
    ? undefined
    : `policy files of others set ${policyNames.join(' and ')} for every browser`;
}

/** Has every browser that is installed run the extension. Files that say so already are left as they are. */
export async function manageBrowsers(managed: Managed, root: string): Promise<Outcome> {
  const done: string[] = [];
  const left: Record<string, string> = {};
  for (const browser of await installed(root)) {
    const reason = await manage(browser, managed, root).catch((error: unknown) => (error as Error).message);
    if (reason === undefined) done.push(browser.name);
    else left[browser.name] = reason;
  }
  return { managed: done, left };
}

/** Browsers remove the extension by themselves. */
export async function releaseBrowsers(root: string): Promise<void> {
  for (const { folder } of browsers)
    for (const file of [join(policyFolder, policyFile), ...hostFiles])
      await rm(join(root, folder, file), { force: true });
}

const hostFiles = [join(hostFolder, `${hostName}.json`), join(hostFolder, hostName)] as const;

async function installed(root: string): Promise<readonly Browser[]> {
  const found = await Promise.all(
    browsers.map(({ program }) =>
      stat(join(root, program)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return browsers.filter((_, index) => found[index]);
}

/** Why it cannot be told; undefined: it is. */
async function manage({ folder }: Browser, managed: Managed, root: string): Promise<string | undefined> {
  const { id, updateAddress, command } = managed;
  const policies = join(root, folder, policyFolder);
  const name = await freeName(policies);
  if (name === undefined)
    return `other files in ${policies} set ${policyNames.join(' and ')}; add ${id};${updateAddress} there`;
  const [manifest, launcher] = hostFiles.map(file => join(root, folder, file)) as [string, string];
  await write(launcher, `#!/bin/sh\nexec ${command.map(quoted).join(' ')} "$@"\n`, 0o755);
  await write(
    manifest,
    asText({
      name: hostName,
      description: 'Muster agent',
      path: launcher,
      type: 'stdio',
      allowed_origins: [`chrome-extension://${id}/`],
    }),
    0o644,
  );
  const forced =
    name === 'ExtensionInstallForcelist'
      ? [`${id};${updateAddress}`]
      : { [id]: { installation_mode: 'force_installed', update_url: updateAddress } };
  // Last: browsers act on it at once.
  await write(join(policies, policyFile), asText({ [name]: forced }), 0o644);
  return undefined;
}

/** Of the names of policies, one that nobody else has set. */
async function freeName(policies: string): Promise<(typeof policyNames)[number] | undefined> {
  const files = await readdir(policies).catch(() => [] as string[]);
  const texts = await Promise.all(
    files
      .filter(file => file.endsWith('.json') && file !== policyFile)
      .map(async file => {
        const path = join(policies, file);
        return (await stat(path)).size > longestPolicy ? '' : readFile(path, 'utf8');
      }),
  );
  return policyNames.find(name => !texts.some(text => text.includes(`"${name}"`)));
}

/** Every user reads it, whatever the agent lets others read of what it writes. */
async function write(path: string, text: string, mode: number): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
  await makePublicFolder(dirname(path));
  await writeFile(path, text);
  await chmod(path, mode);
}

const asText = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
