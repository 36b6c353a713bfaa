import { join } from 'node:path';
import pino from 'pino';
import { defaultCollection, operationDetails } from '../../../domain/operation-logs/index.ts';
import { OperationSpool } from '../../../src/agent/operations/spool/operation-spool.ts';
import { surveyInWords, surveyOf } from '../../../src/agent/operations/survey.ts';
import { linux } from '../../../src/agent/platform/linux.ts';
import { windows } from '../../../src/agent/platform/windows.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { WatchedComputer } from '../../support/watched-computer.ts';

const folder = temporaryFolders();
const settings = { ...defaultCollection, details: ['print', 'log-on', 'copy-file'] as const, version: 4 };

test('what is recorded, what cannot be and why, and how much waits, while an agent writes', async () => {
  const computer = new WatchedComputer(folder());
  computer.write('var/log/wtmp', '');
  const place = join(computer.root, 'operations');
  const ports = { log: pino({ level: 'silent' }), now: () => 1_796_000_000_000, minutesAhead: () => 0 };
  const spool = new OperationSpool(place, ports);
  const record = { time: 1_796_000_000_000, detail: 'log-on', user: 'hana' };
  spool.add(record, 4);
  spool.end();
  spool.add(record, 4);
  const wanted = { ...settings, details: [...settings.details] };
  const survey = await surveyOf(linux.operations, computer, wanted, place);
  const of = (name: string) => survey.collectors.find(each => each.name === name);
  expect(of('sessions')).toMatchObject({ isWanted: true, lack: null });
  expect(of('printing')).toMatchObject({ isWanted: true, lack: expect.stringContaining('PageLogFormat') });
  expect(of('usb')).toMatchObject({ isWanted: false, lack: expect.stringContaining('USB') });
  expect(survey.unseen).toContain('save-attached-file');
  expect(of('browser')).toMatchObject({ lack: expect.stringContaining('Chromium') });
  expect(survey.waiting).toEqual({ batches: 1, bytes: expect.any(Number), records: 1 });
  const words = surveyInWords(survey);
  expect(words).toContain('  - sessions: log-on\n');
  expect(words).toContain('  - printing: CUPS keeps no page log');
  spool.add(record, 4);
  expect(spool.waiting).toHaveLength(1);
  spool.clear();
});

test('every detail is seen by one collector at most, and on Windows by none yet', async () => {
  const details = linux.operations.flatMap(each => each.details);
  expect(new Set(details).size).toBe(details.length);
  const survey = await surveyOf(windows.operations, new WatchedComputer(folder()), null, folder());
  expect(survey.unseen).toEqual(operationDetails.map(({ key }) => key));
  expect(surveyInWords(survey)).toContain('records no operations');
});
