import TestSequencer from '@jest/test-sequencer';

/** What takes longest, where nothing is known of earlier runs: these files say little and start much. */
const long = [/\/acceptance\/interface\//, /\/accessibility\//, /\/acceptance\//, /\/browser\//];
const place = ({ path }) => (long.findIndex(one => one.test(path)) + long.length + 1) % (long.length + 1);

/** As ever, but long files first: one that is left for the end is waited for with one processor. */
export default class LongFirst extends TestSequencer {
  sort(tests) {
    return super.sort(tests).sort((one, other) => place(one) - place(other));
  }
}
