import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { comparePlaces, placeOf } from '../order.ts';
import { storedAt } from '../search/stored.ts';
import { touches } from '../trace/places.ts';
import type { TraceSource } from '../trace/walk.ts';
import type { DayReader } from './day-reader.ts';
import type { DayFile } from './day-files.ts';
import type { OpenDays } from './open-days.ts';
import { reachOf } from '../reach.ts';
import { waysOf } from '../segment/ways.ts';

/** Finds the steps of a file by the index over places and contents; `files` newest day first. */
export function traceSource(
  days: OpenDays,
  files: readonly DayFile[],
  devices: ReadonlySet<string> | undefined,
): TraceSource {
  return {
    touching(key, from, direction, most) {
      const sign = direction === 'forward' ? 1 : -1;
      const found: StoredOperation[] = [];
      for (const file of direction === 'forward' ? files.toReversed() : files) {
        const reach = reachOf(file.day);
        if (direction === 'forward' ? reach.until <= from.time : reach.from > from.time) continue;
        // Days overlap where devices live in different zones: all that may be nearer has to be there first.
        const last = found[most - 1];
        if (
          last &&
          (direction === 'forward' ? reach.from > last.record.time : reach.until <= last.record.time)
        )
          break;
        const more = days.reading<StoredOperation[]>(file, [], day =>
          recordsWith(day, key, devices).filter(one => comparePlaces(placeOf(one), from) * sign > 0),
        );
        if (more.length === 0) continue;
        found.push(...more);
        found.sort((one, other) => comparePlaces(placeOf(one), placeOf(other)) * sign);
        found.length = Math.min(found.length, most);
      }
      return found;
    },
  };
}

function recordsWith(
  day: DayReader,
  key: string,
  devices: ReadonlySet<string> | undefined,
): StoredOperation[] {
  return [...day.index.withWay(key), ...day.tail.withWay(key)].flatMap(({ no, dev }) => {
    const device = day.deviceOf(dev);
    if (devices && !devices.has(device)) return [];
    const subject = day.subject(no, dev);
    const rows = (subject && waysOf(device, subject.body).get(key)) ?? [];
    return rows.map(row => storedAt(subject!, row)).filter(operation => touches(operation, key));
  });
}
