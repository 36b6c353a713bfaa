import { carry, hostMode, socketIn } from './operations/browser/host.ts';

const [mode, ...words] = process.argv.slice(2);
if (mode === hostMode) {
  // One for each profile of a browser that is open: nothing else of the agent is loaded for it.
  process.exitCode = await carry(
    { input: process.stdin, output: process.stdout },
    socketIn(words[0] ?? '', process.getuid?.() ?? 0),
  );
} else {
  const { main } = await import('./command-line.ts');
  await main(process.argv.slice(2));
}
