import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BackupReport } from '../backup/verify.ts';
import { trustOption } from '../arguments.ts';
import { configOf, type Environment } from '../connect.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { megabytes, troubleOf } from '../file-trouble.ts';
import { progress, type Progress } from '../progress.ts';
import { print } from '../terminal.ts';

/** `backup FOLDER` is `backup create FOLDER`; `restore` is also `backup restore`, as the catalogue has it. */
export function backupCommands(program: Command, environment: Environment): void {
  const parent = program
    .command('backup')
    .description('everything that cannot be built again, in one folder');

  parent
    .command('create', { isDefault: true })
    .description('back up the installation in MUSTER_DATA, running or stopped')
    .argument('<folder>', 'folder to be made; must not exist or be empty')
    .option(
      '--previous <folder>',
      'an earlier backup: days of operation logs that have not changed since are linked to it',
    )
    .action(async (folder: string, { previous }: { previous?: string }) => {
      const [{ takeBackup }, { previousDays }] = await Promise.all([
        import('../backup/take.ts'),
        import('../backup/days.ts'),
      ]);
      const before = previous === undefined ? null : previousDays(resolve(previous));
      const target = resolve(folder);
      const view = inMegabytes(progress('Backing up'));
      const { log, ledger, files, days } = await takeBackup(
        await configOf(environment),
        target,
        before,
        view.set,
      ).finally(view.end);
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      print(`${target}: the log up to position ${log.position}, ${files.length} files, ${bytes} bytes.`);
      if (days && days.length > 0) print(`${days.length} days of operation logs.`);
      if (ledger) print(`Newest seal ${ledger.hash} of ${ledger.sealedAt}`);
    });

  parent
    .command('verify')
    .description('check a backup: hashes, structure, seals, bodies; exits 0 only if it can be restored')
    .argument('<folder>', 'the backup')
    .option('--json', 'print the report as JSON')
    .addOption(trustOption())
    .action(async (folder: string, { json, trust }: { json?: true; trust: string[] }) => {
      const report = await verified(folder, trust);
      if (json) print(JSON.stringify({ ok: report.faults.length === 0, ...report }));
      else if (report.faults.length === 0) say(report);
      if (report.faults.length > 0)
        throw new CommandError(
          exitCodes.partly,
          [`The backup ${folder} does not verify.`, ...report.faults].join('\n'),
        );
    });

  restoreCommand(program, environment);
  restoreCommand(parent, environment);
}

function restoreCommand(parent: Command, environment: Environment): void {
  parent
    .command('restore')
    .description('make a data folder of a backup, after checking it')
    .argument('<folder>', 'the backup')
    .option('--to <folder>', 'data folder to be made; must not exist or be empty (MUSTER_DATA)')
    .addOption(trustOption())
    .action(async (folder: string, options: { to?: string; trust: string[] }) => {
      const [{ restoreBackup }, { assertFree }] = await Promise.all([
        import('../backup/restore.ts'),
        import('../backup/staging.ts'),
      ]);
      const target = resolve(options.to ?? (await configOf(environment)).dataFolder);
      // Said before the long check, not after it.
      assertFree(target, exitCodes.folder);
      const report = await verified(folder, options.trust);
      if (report.faults.length > 0)
        throw new CommandError(
          exitCodes.format,
          [`The backup ${folder} does not verify; nothing was restored.`, ...report.faults].join('\n'),
        );
      const view = inMegabytes(progress('Restoring'));
      await restoreBackup(resolve(folder), report.manifest, target, view.set).finally(view.end);
      print(
        `${target}: the log up to position ${report.manifest.log.position}, as of ${report.manifest.begunAt}.`,
      );
      print('Read models are built from the log at the first start.');
    });
}

async function verified(folder: string, trustedKeys: readonly string[]): Promise<BackupReport> {
  if (!existsSync(folder))
    throw new CommandError(exitCodes.folder, `${resolve(folder)}: there is no such folder.`);
  const { verifyBackup } = await import('../backup/verify.ts');
  const [files, seals] = [inMegabytes(progress('Checking files')), progress('Verifying seals')];
  try {
    return await verifyBackup(resolve(folder), trustedKeys, {
      files: files.set,
      seals(done, total) {
        files.end();
        seals.set(done, total);
      },
    });
  } catch (error) {
    throw troubleOf(error, exitCodes.write, 'Nothing was written.');
  } finally {
    files.end();
    seals.end();
  }
}

function say({ manifest, ledger, bodies }: BackupReport): void {
  print(
    `Taken ${manifest.begunAt} by version ${manifest.productVersion}; the log up to position ${manifest.log.position}.`,
  );
  if (ledger)
    print(
      `${ledger.seals} seals over ${ledger.sealedEvents} events, ${ledger.unsealedEvents} newer ones, ${bodies} bodies.`,
    );
  print('Everything verifies.');
}

/** Bytes are counted, megabytes shown. */
function inMegabytes(view: Progress): Progress {
  return {
    set: (done, total) => view.set(megabytes(done), megabytes(total)),
    end: view.end,
  };
}
