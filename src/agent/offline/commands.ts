import { Option, type Command } from 'commander';
import type { FormField } from '../../../domain/agents/index.ts';
import { AgentFault, exitCodes } from '../fault.ts';
import type { Values } from '../form/entries.ts';
import { askAtTerminal } from '../form/terminal.ts';
import { formTexts, languageHere } from '../form/texts.ts';
import { optionsFrom } from '../options.ts';
import { ServerClient } from '../server/client.ts';
import { requireEnrolled } from '../store/identity.ts';
import { MemoryFile } from '../store/memory.ts';
import { placesIn } from '../store/places.ts';
import { keepSetup, readSetup } from '../store/setup.ts';
import { collectTo } from './collect.ts';
import { printableName } from './delivery-lists.ts';
import { checkedDataFolder } from './folder.ts';
import { requirePassword } from './password.ts';
import { sendResults } from './send.ts';

interface Common {
  readonly data: string;
}

/** Of `collect`. */
interface Collection {
  readonly output: string;
  /** False: `--no-form`. */
  readonly form: boolean;
  /** False: `--no-search`. */
  readonly search: boolean;
  readonly silent?: true;
}

const now = () => new Date();
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** What is done for computers that have no line to the server. */
export function offlineCommands(command: (name: string, description: string) => Command): void {
  command(
    'collect',
    'look at this computer and keep the results as a file, for one without a line to the server',
  )
    .requiredOption('--output <folder>', 'where the results go: into Data below it')
    .option('--no-form', 'do not show the form for the person at the computer (/u)')
    .option('--no-search', 'do not search for the software of the search conditions (/s)')
    .option('--silent', 'show nothing (/silent)')
    .action(async ({ data, output, form, search, silent }: Common & Collection) => {
      const options = optionsFrom(process.env, data);
      const asks = form && !silent;
      const { path, leftOut } = await collectTo(output, placesIn(data), options, now, {
        ask: async fields => (asks ? askedHere(fields) : undefined),
        search,
        onSearch: conditions => {
          if (!silent) say(`searching the disks for software of ${conditions} search conditions …`);
        },
        onLocked: endingCleanly,
      });
      if (silent) return;
      if (leftOut.length > 0) say(`could not be collected: ${leftOut.join(', ')}`);
      print(`collected: ${path}`);
    });

  command('send-inventory', 'send what was collected on computers without a line to the server')
    .argument('<folder>', 'the Data folder with the results')
    .option(
      '--password-file <file>',
      'whose first line is the password for external media, where one is asked for',
    )
    .action(async (folder: string, { data, passwordFile }: Common & { passwordFile?: string }) => {
      const results = checkedDataFolder(folder);
      const places = placesIn(data);
      const { agentId, server, credential } = requireEnrolled(places.identity);
      const { settings } = new MemoryFile(places.memory).value;
      if (!settings.communicate || !readSetup(places.setup).communicate)
        throw new AgentFault(
          'MANAGED_OFFLINE',
          'this agent was told not to communicate with the server; send from a computer that is managed online',
        );
      if (settings.protectDelivery)
        await requirePassword(settings.setupPassword, 'sending results from external media', passwordFile);
      const { delivered, failed } = await sendResults(results, {
        agentId,
        client: new ServerClient(server, agentId, credential.secret),
        now,
        pace: optionsFrom(process.env, data).pace,
        onProgress: (done, total) =>
          process.stderr.isTTY &&
          process.stderr.write(`\rsent ${done} of ${total}${done === total ? '\n' : ''}`),
        onFailed: ({ hostName }, why) => say(`${printableName(hostName)}: ${printableName(why)}`),
      });
      print(`${delivered.length} delivered, ${failed.length} failed`);
      if (failed.length > 0)
        throw new AgentFault(
          'DELIVERY_INCOMPLETE',
          'collect anew on the computers in result_failed.txt, and send again',
        );
    });

  command('setup', 'set up on this computer whether its agent communicates with the server')
    .addOption(new Option('--communicate <onoff>').choices(['on', 'off']).makeOptionMandatory())
    .option('--password-file <file>', 'whose first line is the set-up password, where one is asked for')
    .action(
      async ({
        data,
        communicate,
        passwordFile,
      }: Common & { communicate: string; passwordFile?: string }) => {
        const places = placesIn(data);
        const { setupPassword } = new MemoryFile(places.memory).value.settings;
        if (setupPassword !== undefined) await requirePassword(setupPassword, 'the set-up', passwordFile);
        keepSetup(places.setup, { communicate: communicate === 'on' });
        print(communicate === 'on' ? 'communicates, as its configuration says' : 'leaves the server alone');
      },
    );
}

/** Throws `COLLECTION_CANCELLED` where the person leaves the form. */
async function askedHere(fields: readonly FormField[]): Promise<Values | undefined> {
  if (!process.stdin.isTTY) {
    say('the form needs a terminal and was not shown; --no-form leaves it out without a word');
    return undefined;
  }
  const language = languageHere();
  const { carried, ended } = formTexts[language];
  const terminal = { input: process.stdin, output: process.stdout };
  const values = await askAtTerminal({ fields, values: undefined, lead: carried }, language, terminal);
  if (!values) throw new AgentFault('COLLECTION_CANCELLED', ended);
  return values;
}

/** Whoever ends a collection leaves the folder free for the next. */
function endingCleanly(release: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      release();
      process.exit(exitCodes.COLLECTION_CANCELLED);
    });
}

/** `getinv.vbs` knew three switches by other names (17.29); `collect` takes them, too. */
export function withCatalogueSwitches(args: readonly string[]): string[] {
  if (args[0] !== 'collect') return [...args];
  const names: Readonly<Record<string, string>> = {
    '/u': '--no-form',
    '/s': '--no-search',
    '/silent': '--silent',
  };
  return args.map(arg => names[arg.toLowerCase()] ?? arg);
}
