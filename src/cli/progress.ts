import cliProgress from 'cli-progress';

/** How far long work is: a bar at a terminal, a plain line every tenth elsewhere. Writes to standard error. */
export interface Progress {
  set(done: number, total: number): void;
  /** May be called again, and where nothing was shown. */
  end(): void;
}

export function progress(what: string): Progress {
  return process.stderr.isTTY ? bar(what) : lines(what);
}

function bar(what: string): Progress {
  const view = new cliProgress.SingleBar(
    {
      format: `${what} [{bar}] {percentage} % | {value} of {total}`,
      hideCursor: true,
      stream: process.stderr,
      etaBuffer: 50,
    },
    cliProgress.Presets.shades_classic,
  );
  let started = false;
  return {
    set(done, total) {
      if (!started) view.start(total, done);
      else {
        view.setTotal(total);
        view.update(done);
      }
      started = true;
    },
    end() {
      if (started) view.stop();
      started = false;
    },
  };
}

function lines(what: string): Progress {
  let tenth = -1;
  return {
    set(done, total) {
      const now = total > 0 ? Math.floor((done / total) * 10) : 10;
      if (now === tenth) return;
      tenth = now;
      process.stderr.write(`${what}: ${done} of ${total}\n`);
    },
    end() {},
  };
}
