import type { Command } from 'commander';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import {
  checkProof,
  latestSeal,
  proveEvent,
  verifyLedger,
  type ProofRefusal,
} from '../../../domain/system/index.ts';
import { readFile } from 'node:fs/promises';
import { collected, positiveInteger, trustOption } from '../arguments.ts';
import { configOf, type Environment } from '../connect.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { progress } from '../progress.ts';
import type { Config } from '../../server/config.ts';
import { placesIn } from '../../server/data-places.ts';
import { verifyRoots, type RootsReport } from '../operation-roots.ts';
import { openLog } from '../stores.ts';
import { print } from '../terminal.ts';

const refusals: Readonly<Record<ProofRefusal, string>> = {
  LEDGER_NO_SUCH_EVENT: 'There is no event at that position.',
  LEDGER_NOT_SEALED_YET: 'That event is not sealed yet. A seal follows within a minute of a running server.',
  LEDGER_CATEGORY_EXCLUDED: 'Events of that kind expire and are not sealed one by one.',
};

export function ledgerCommands(program: Command, environment: Environment): void {
  const parent = program.command('ledger').description('the seals over the log and what they prove');

  parent
    .command('verify')
    .description(
      'recompute every seal from the events as they are stored; exits 0 only if everything verifies',
    )
    .option(
      '--anchor <hash>',
      'hash of a seal kept elsewhere that must be in the chain; may be repeated',
      collected,
      [],
    )
    .addOption(trustOption())
    .option('--json', 'print the report as JSON')
    .action((options: { anchor: string[]; trust: string[]; json?: true }) =>
      withLog(environment, async log => {
        const config = await configOf(environment);
        const faults = [...(await log.checkIntegrity())];
        const view = progress('Verifying');
        const report = await verifyLedger(log, ledgerCrypto, {
          anchors: options.anchor,
          trustedKeys: options.trust,
          onProgress: view.set,
        });
        view.end();
        // Servers on shared stores keep operation logs elsewhere.
        const roots = config.readStore === null ? await rootsOf(log, config) : null;
        const ok = report.ok && faults.length === 0 && (roots?.faults.length ?? 0) === 0;
        if (options.json) print(JSON.stringify({ ...report, ok, storeFaults: faults, operationLogs: roots }));
        else {
          print(
            `${report.seals} seals over ${report.sealedEvents} events, up to position ${report.sealedTo}.`,
          );
          if (report.unsealedEvents > 0) print(`${report.unsealedEvents} newer events are not sealed yet.`);
          if (report.excludedEvents > 0)
            print(`${report.excludedEvents} events of kinds that expire are not sealed one by one.`);
          for (const key of report.keys) print(`Signed by key ${key}`);
          if (roots && roots.sealed > 0)
            print(`${roots.sealed} days of operation logs have the root that was sealed.`);
          if (roots && roots.reopened > 0)
            print(
              `${roots.reopened} days of operation logs are open again: late records came, and they are sealed anew.`,
            );
          if (roots && roots.archived > 0)
            print(
              `${roots.archived} days of operation logs are in the archive only, which is not looked into.`,
            );
          if (report.lastSeal) print(`Newest seal ${report.lastSeal.hash} of ${report.lastSeal.sealedAt}`);
        }
        if (!ok)
          throw new CommandError(
            exitCodes.partly,
            ['The log does not verify.', report.problem?.message, ...faults, ...(roots?.faults ?? [])]
              .filter(Boolean)
              .join('\n'),
          );
        if (!options.json) print('Everything verifies.');
      }),
    );

  parent
    .command('prove')
    .description('print the inclusion proof of one event as JSON')
    .argument('<position>', 'position of the event in the log', positiveInteger)
    .action((position: number) =>
      withLog(environment, async log => {
        const result = await proveEvent(log, ledgerCrypto, position);
        if (result.kind === 'refused') throw new CommandError(exitCodes.failed, refusals[result.code]);
        print(JSON.stringify(result.proof, null, 2));
      }),
    );

  parent
    .command('check')
    .description('check a proof without any store')
    .argument('<file>', 'the JSON that `ledger prove` printed')
    .action(async (file: string) => {
      const wrong = checkProof(ledgerCrypto, await proofIn(file));
      if (wrong) throw new CommandError(exitCodes.partly, `The proof does not hold: ${wrong}.`);
      print('The proof holds. Compare the key id with the one you know.');
    });

  parent
    .command('seal')
    .description('print the newest seal, to be kept elsewhere as an anchor')
    .action(() =>
      withLog(environment, async log => {
        const receipt = await latestSeal(log, ledgerCrypto);
        if (!receipt) throw new CommandError(exitCodes.failed, 'Nothing is sealed yet.');
        print(JSON.stringify(receipt, null, 2));
      }),
    );
}

async function rootsOf(
  log: Awaited<ReturnType<typeof openLog>>,
  { dataFolder }: Config,
): Promise<RootsReport> {
  const view = progress('Verifying operation logs');
  try {
    return await verifyRoots(log, placesIn(dataFolder).operations, true, view.set);
  } finally {
    view.end();
  }
}

async function withLog(
  environment: Environment,
  work: (log: Awaited<ReturnType<typeof openLog>>) => Promise<void>,
): Promise<void> {
  const log = await openLog(await configOf(environment));
  try {
    await work(log);
  } finally {
    await log.close();
  }
}

async function proofIn(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CommandError(exitCodes.format, `${file} is no proof: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
