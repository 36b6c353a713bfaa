import { deviceStreamEvents } from '../../domain/devices/index.ts';
import type { Projection } from '../kernel/index.ts';
import { timelineCollection } from './collections.ts';
import { asDeviceEvent, deviceOf } from './event.ts';
import { sentenceText } from './sentence-text.ts';
import { sentenceOf } from './sentence.ts';

/** Every event of a device as one sentence: who, when learned, when it happened, by what source. */
export const deviceTimeline: Projection = {
  name: 'devices.timeline',
  version: 2,
  collections: [timelineCollection],
  handles: Object.keys(deviceStreamEvents),
  project(stored) {
    const event = asDeviceEvent(stored);
    const { kind, sentence } = sentenceOf(event);
    const source = 'source' in event.data ? event.data.source : undefined;
    return [
      {
        kind: 'put',
        collection: timelineCollection.name,
        id: stored.id,
        columns: {
          device: deviceOf(stored),
          at: Date.parse(stored.at),
          happenedAt: stored.happenedAt === undefined ? null : Date.parse(stored.happenedAt),
          kind,
          position: stored.position,
        },
        body: {
          sentence: { key: sentence.key, params: { ...sentence.params } },
          text: sentenceText(sentence, 'en'),
          actor: stored.actor,
          source: source && source.dialect !== 'person' ? (source.agent ?? source.dialect) : '',
          eventType: stored.type,
        },
      },
    ];
  },
};
