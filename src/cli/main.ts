import { exitCodes } from './exit-codes.ts';
import { runCommandLine } from './program.ts';

for (const signal of ['SIGINT', 'SIGHUP'] as const)
  process.once(signal, () => {
    process.stderr.write('muster: interrupted\n');
    process.exit(exitCodes.interrupted);
  });

process.exitCode = await runCommandLine(process.argv.slice(2), process.env);
