import {
  batchOf,
  defaultOperationLogSettings,
  type OperationLogSettings,
  type OperationRecord,
} from '../../domain/operation-logs/index.ts';
import type { AgentTwin } from './agent-twin.ts';
import type { Answer, TestServer } from './server.ts';

/** The clock of test servers stands on this day. */
export const today = '2026-01-05';

/** A record of a user so many minutes after eight of that day, which is five in the afternoon at the computer. */
export function operation(minutes: number, more: Partial<OperationRecord> = {}): OperationRecord {
  return {
    time: Date.parse(`${today}T08:00:00Z`) + minutes * 60_000,
    detail: 'create-file',
    source: 'pc-1',
    user: 'ada',
    file: `C:\\work\\report-${minutes}.docx`,
    fileDrive: 'local-disk',
    ...more,
  };
}

export async function recordOperations(
  server: TestServer,
  more: Partial<OperationLogSettings> = {},
): Promise<void> {
  const body = { ...defaultOperationLogSettings, acquire: true, ...more };
  const { status } = await server.call('PUT', '/api/v1/operation-log-settings', { body });
  expect(status).toBe(200);
}

/** What the agent of a device uploads: as many batches as are given, from `seq` on. */
export function upload(
  server: TestServer,
  agent: AgentTwin,
  batches: readonly (readonly OperationRecord[])[],
  seq = 1,
): Promise<Answer> {
  return server.call('POST', '/agents/operations', {
    token: null,
    headers: { authorization: agent.authorization, 'content-type': 'application/json' },
    body: Buffer.from(
      JSON.stringify({
        batches: batches.map((records, index) => batchOf(records, { seq: seq + index, tz: 540 })),
      }),
    ),
  });
}
