import pino from 'pino';
import { device } from '../../../domain/devices/index.ts';
import { compose } from '../../../src/server/compose.ts';
import { readConfig } from '../../../src/server/config.ts';

export interface CommandPlan {
  readonly perSecond: number;
  readonly seconds: number;
  /** Of these the first are not counted: where there are few, what a start costs would be most of them. */
  readonly warmUpSeconds?: number;
}

/**
 * Commands to devices at a steady rate, by a server in this process on the stores that `environment` names. Answers
 * for each command the milliseconds from its start until every projection had its events.
 */
export async function commandsVisible(
  environment: Readonly<Record<string, string>>,
  streams: readonly string[],
  { perSecond, seconds, warmUpSeconds = 0 }: CommandPlan,
): Promise<number[]> {
  const config = readConfig({ MUSTER_LISTEN: '127.0.0.1:0', ...environment });
  const composed = await compose(config, pino({ level: 'silent' }), { localToken: null });
  try {
    await composed.start();
    const { commands, projections, events, clock, ids } = composed.context.services;
    await projections.reached(await events.lastPosition(), { timeoutMs: 600_000 });
    const taken: number[] = [];
    const underWay: Promise<void>[] = [];
    const began = performance.now();
    for (let index = 0; index < perSecond * seconds; index++) {
      const wait = began + (index * 1_000) / perSecond - performance.now();
      if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
      underWay.push(
        (async () => {
          const from = performance.now();
          const result = await commands.handle(
            streams[index % streams.length] as string,
            device,
            { type: 'PlaceDevice', at: clock.now(), department: `Plant ${index}` },
            { commandId: ids.next(), actor: 'account:bench' },
          );
          if (result.kind !== 'accepted') throw new Error(result.kind);
          if (!(await projections.reached(result.position, { timeoutMs: 10_000 })))
            throw new Error('never visible');
          if (index >= perSecond * warmUpSeconds) taken.push(performance.now() - from);
        })(),
      );
    }
    await Promise.all(underWay);
    return taken;
  } finally {
    await composed.close();
  }
}
