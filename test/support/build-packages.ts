// Run as a program of its own: bundlers and the test runner do not share a process.
//   node test/support/build-packages.ts FOLDER 1.0.0 1.1.0 1.2.0!
// Packages of the agent for this computer, quickly packed; with `!` one that does not start. The first has this runtime in
// it unless it ends with `~`, the others call it, as to keep a hundred megabytes on their way three times would show
// nothing more.
import { readFileSync } from 'node:fs';
import { buildApplication, buildPackage } from '../../src/cli/agent-package/build.ts';
import { bundle } from '../../src/cli/agent-package/bundle.ts';
import { releaseKeyIn } from '../../src/cli/agent-package/release-key.ts';
import { ownPlatform } from '../../src/agent/update/home.ts';

const [output, ...versions] = process.argv.slice(2);
const { signer } = releaseKeyIn(`${output}/release.key`);
const real = readFileSync(process.execPath);
const calling = Buffer.from(`#!/bin/sh\nexec '${process.execPath}' "$@"\n`);
const first = await buildApplication(versions[0]!.replace('~', ''));
for (const [index, named] of versions.entries()) {
  const carries = index === 0 && !named.endsWith('~');
  const runtime = { program: carries ? real : calling, licence: 'as it comes' };
  const version = named.replace(/[!~]$/, '');
  const app = !named.endsWith('!')
    ? (await bundle('main.ts', version)).code
    : 'throw new Error("broken on purpose");';
  const platform = ownPlatform()!;
  await buildPackage({
    application: { ...first, version, app },
    platform,
    runtime,
    signer,
    output: output!,
    level: 1,
  });
}
