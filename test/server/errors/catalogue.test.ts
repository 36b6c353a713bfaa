import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiveFault } from '../../../adapters/operation-logs/archive/faults.ts';
import { ReadStoreDamagedError } from '../../../adapters/read-store/sqlite.ts';
import { configurationRefusals } from '../../../domain/agents/index.ts';
import {
  bulkRefusals,
  deviceRefusals,
  enrolmentRefusals,
  groupRefusals,
} from '../../../domain/devices/index.ts';
import { licensingRefusals } from '../../../domain/licensing/index.ts';
import { organizationRefusals } from '../../../domain/organization/index.ts';
import { NewerEventError, StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { AppError, catalogue, isErrorCode, toAppError, toProblem } from '../../../src/server/errors/index.ts';
import { askedAgain } from '../../../src/server/intake/refusals.ts';
import { eventFactory } from '../../support/events.ts';
import { documentErrors } from '../../../src/server/errors/document.ts';

const codes = Object.entries(catalogue);

test.each(codes)(
  '%s has a status and says in English and Japanese what happened and what to do',
  (code, entry) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/);
    expect(entry.status).toBeGreaterThanOrEqual(400);
    expect(entry.status).toBeLessThan(600);
    for (const text of [entry.title, entry.remedy]) {
      expect(text.en).toMatch(/[a-z]{2}/);
      expect(text.ja).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
    }
  },
);

test('docs/errors.md documents exactly the catalogue', () => {
  const file = join(__dirname, '../../../docs/errors.md');
  expect(readFileSync(file, 'utf8')).toBe(documentErrors());
});

test.each([
  ...deviceRefusals,
  ...groupRefusals,
  ...bulkRefusals,
  ...enrolmentRefusals,
  ...licensingRefusals,
  ...configurationRefusals,
  ...organizationRefusals,
])('the refusal %s of a decider has an entry', code => {
  expect(isErrorCode(code)).toBe(true);
});

test('an unforeseen error keeps its words for the log', () => {
  const error = toAppError(new Error('password=hunter2 at /srv/secret'));
  expect(error.code).toBe('INTERNAL');
  const problem = toProblem(error, 'en', 'request-1');
  expect(JSON.stringify(problem)).not.toContain('hunter2');
  expect(problem).toEqual({
    type: '/api/v1/docs/errors#INTERNAL',
    title: catalogue.INTERNAL.title.en,
    status: 500,
    code: 'INTERNAL',
    remedy: catalogue.INTERNAL.remedy.en,
    instance: 'request-1',
  });
});

test('LOG-045: an archive of operation logs that cannot be read is told, and not as a fault of the program', () => {
  const code = (error: ArchiveFault) => toAppError(error).code;
  expect(code(new ArchiveFault('unreachable', 'the folder does not answer'))).toBe(
    'OPERATION_ARCHIVE_UNREADABLE',
  );
  expect(code(new ArchiveFault('internal', 'the process of the archive ended'))).toBe('INTERNAL');
});

test('details of a 5xx stay inside as well', () => {
  const error = new AppError('STORE_UNAVAILABLE', { details: { path: '/srv/secret' } });
  expect(JSON.stringify(toProblem(error, 'en', ''))).not.toContain('secret');
});

test('a store that is away is 503 with a time to come back', () => {
  expect(toAppError(new StoreUnavailableError('disk-full', 'x')).code).toBe('STORE_FULL');
  expect(toAppError(new StoreUnavailableError('timeout', 'x'))).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    extras: { retryAfter: 5 },
  });
});

test('what a newer version of the program wrote is 503: another server may know it', () => {
  const event = {
    ...eventFactory()({ type: 'AccountPraised' }),
    stream: 'account-abe',
    revision: 1,
    position: 7,
  };
  const error = new NewerEventError(event, undefined);
  expect(toAppError(error)).toMatchObject({ code: 'NEWER_VERSION_NEEDED', extras: { retryAfter: 5 } });
  // An agent sends it again; nothing is put aside as if it were a defect.
  expect(askedAgain(error)).toMatchObject({ status: 503, retryAfterSeconds: 60 });
});

test('damaged files of a read model are 503: they are being rebuilt', () => {
  expect(toAppError(new ReadStoreDamagedError('devices.list', 'page 7 is damaged'))).toMatchObject({
    code: 'READ_MODEL_DAMAGED',
    extras: { retryAfter: 5 },
  });
});

test('Japanese where the client prefers it', () => {
  expect(toProblem(new AppError('NOT_FOUND'), 'ja', '').title).toBe(catalogue.NOT_FOUND.title.ja);
});
