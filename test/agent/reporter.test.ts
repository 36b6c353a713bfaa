import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import pino from 'pino';
import type { Collector, Source } from '../../src/agent/inventory/collector.ts';
import { Reporter } from '../../src/agent/reporter.ts';
import { MemoryFile } from '../../src/agent/store/memory.ts';
import { Spool } from '../../src/agent/store/spool.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();

/** What a look at the computer finds. */
interface Found {
  name: string;
  mac: string;
  version: string;
}
const collectorsOf = (found: Found): readonly Collector[] => [
  {
    duty: 'other',
    sections: ['hardware'],
    words: '',
    collect: async () => ({ hardware: { name: found.name } }),
  },
  {
    duty: 'other',
    sections: ['networks'],
    words: '',
    collect: async () => ({ networks: [{ description: 'eth0', mac: found.mac }] }),
  },
  {
    duty: 'security',
    sections: ['softwares'],
    words: '',
    collect: async () => ({ softwares: [{ name: 'tested', version: found.version }] }),
  },
];

/** An agent that starts with what lies in this folder. */
function startedIn(place: string, found: Found) {
  const spool = new Spool(join(place, 'spool'));
  const reporter = new Reporter({
    agentId: 'agent-1',
    source: {} as Source,
    collectors: collectorsOf(found),
    memory: new MemoryFile(join(place, 'memory.json')),
    spool,
    log: pino({ level: 'silent' }),
    now: () => new Date('2026-11-30T09:00:00.000Z'),
    onLeftOut: () => undefined,
  });
  return {
    reporter,
    /** Reports that wait, each with whether it is a partial one and what it tells. */
    said: () => {
      const reports: [boolean, string[]][] = [];
      for (let first = spool.first(); first; first = spool.first()) {
        const { partial, content } = JSON.parse(inflateSync(Buffer.from(first.body, 'base64')).toString());
        const sections = ['hardware', 'networks', 'softwares'].filter(name => name in content);
        reports.push([partial, sections]);
        spool.removeFirst();
      }
      return reports;
    },
  };
}

test('AGT-010: the first report of a copy of its disk tells everything, so that the two can be told apart', async () => {
  const place = folder();
  const model = startedIn(place, { name: 'model', mac: '3c:52:82:00:00:01', version: '1.0' });
  for (const duty of ['security', 'other'] as const) await model.reporter.report(duty);
  expect(model.said()).toEqual([[false, ['hardware', 'networks', 'softwares']]]);

  const copy = startedIn(place, { name: 'copy', mac: '3c:52:82:00:00:02', version: '1.0' });
  for (const duty of ['security', 'other'] as const) await copy.reporter.report(duty);
  expect(copy.said()).toEqual([[false, ['hardware', 'networks', 'softwares']]]);
});

test('AGT-033: the same computer tells only what is new after a start', async () => {
  const place = folder();
  const found = { name: 'pc-1', mac: '3c:52:82:00:00:01', version: '1.0' };
  const first = startedIn(place, found);
  await first.reporter.report('security');
  first.said();
  const again = startedIn(place, { ...found, version: '1.1' });
  for (const duty of ['security', 'other'] as const) await again.reporter.report(duty);
  expect(again.said()).toEqual([[true, ['hardware', 'softwares']]]);
});
