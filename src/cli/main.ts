import { exitCodes } from './exit-codes.ts';
import { runCommandLine } from './program.ts';

// A server in the foreground ends by itself, with what it has under way.
if (process.argv[2] !== 'serve')
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const)
    process.once(signal, () => {
      process.stderr.write('muster: interrupted\n');
      process.exit(exitCodes.interrupted);
    });

process.exitCode = await runCommandLine(process.argv.slice(2), process.env);
