import fc from 'fast-check';

/**
 * `MUSTER_TEST_SEED=N` makes every random suite draw the same examples again; unset, each run draws its own and
 * fast-check says the seed of a failure. A suite that fixes its seed reads the same variable.
 */
const seed = process.env.MUSTER_TEST_SEED;
if (seed !== undefined && seed !== '') {
  if (!/^-?\d+$/.test(seed)) throw new Error(`MUSTER_TEST_SEED is a whole number, not "${seed}"`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
}
