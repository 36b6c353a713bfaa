import type { EventStore } from '../../domain/kernel/index.ts';
import type { Projection, ProjectionRunner, ReadStore } from '../../projections/kernel/index.ts';

export function tmpRunner(events: EventStore, read: ReadStore, projections: readonly Projection[]): ProjectionRunner {
  const stop = new AbortController();
  let done = Promise.resolve();
  let pos = 0;
  const waiters: (() => void)[] = [];
  return {
    async start() {
      for (const p of projections) await read.open(p);
      done = (async () => {
        for await (const m of events.subscribe(0, {}, stop.signal)) {
          if (m.kind !== 'events') { pos = Math.max(pos, m.position); waiters.splice(0).forEach(w => w()); continue; }
          const last = m.events.at(-1)!;
          for (const p of projections)
            await read.apply(p.name, m.events.filter(e => p.handles.includes(e.type)).map(e => ({ position: e.position, at: e.at, changes: p.project(e) })), last.position, last.at);
          pos = last.position;
          waiters.splice(0).forEach(w => w());
        }
      })();
    },
    async stop() { stop.abort(); await done; },
    async reached(position) { while (pos < position) await new Promise<void>(r => waiters.push(r)); return true; },
    status: () => projections.map(p => ({ name: p.name, version: p.version, state: 'live' as const, position: pos, lag: 0, progress: null, error: null, note: null })),
    async rebuild() {}, async retry() {},
  };
}
