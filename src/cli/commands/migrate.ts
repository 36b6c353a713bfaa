import type { Command } from 'commander';
import { fileOfAddress } from '../../../adapters/event-store/open.ts';
import { trustOption } from '../arguments.ts';
import { configOf, type Environment } from '../connect.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { troubleOf } from '../file-trouble.ts';
import type { MoveOutcome } from '../migrate/move.ts';
import { progress } from '../progress.ts';
import { print } from '../terminal.ts';

export function migrateCommand(program: Command, environment: Environment): void {
  program
    .command('migrate')
    .description(
      'move the log into another event store, with its history and its seals; may be ended and run again',
    )
    .option('--from <folder|address>', 'data folder or sqlite:<file> of the log (MUSTER_DATA, MUSTER_EVENTS)')
    .requiredOption(
      '--to <address>',
      'store to be filled: esdb://…, kurrentdb://… or sqlite:<file>; without a log yet',
    )
    .addOption(trustOption())
    .action(async (options: { from?: string; to: string; trust: string[] }) => {
      const [{ sourceOf, targetOf }, { moveLog }] = await Promise.all([
        import('../migrate/addresses.ts'),
        import('../migrate/move.ts'),
      ]);
      const source = sourceOf(options.from, await configOf(environment));
      const to = targetOf(options.to, source);
      const [copying, comparing, verifying] = [
        progress('Copying'),
        progress('Comparing'),
        progress('Verifying seals'),
      ];
      const outcome = await moveLog(source, to, {
        trustedKeys: options.trust,
        progress: {
          copying: copying.set,
          comparing(done, end) {
            copying.end();
            comparing.set(done, end);
          },
          verifying(done, end) {
            comparing.end();
            verifying.set(done, end);
          },
        },
      })
        .catch((error: unknown) => {
          throw troubleOf(error, exitCodes.write, 'Run the same command again; it goes on where it was.');
        })
        .finally(() => [copying, comparing, verifying].forEach(view => view.end()));
      if (outcome.kind === 'caught-up')
        throw new CommandError(
          exitCodes.notStopped,
          `Caught up at position ${outcome.position}. A server still runs on ${source.dataFolder}: stop it and run the same command again; what is left takes moments.`,
        );
      say(outcome, fileOfAddress(to));
    });
}

function say({ events, end, ledger }: Extract<MoveOutcome, { kind: 'moved' }>, file: string | null): void {
  print(`${events} events moved, up to position ${end}, each the same as before.`);
  print(`${ledger.seals} seals over ${ledger.sealedEvents} events verify in the new store.`);
  print(
    file === null
      ? 'Set MUSTER_EVENTS to the new address and start the server; it builds its read models anew.'
      : `Set MUSTER_EVENTS to sqlite:${file} and start the server.`,
  );
}
