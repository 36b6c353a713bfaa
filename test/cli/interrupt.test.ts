import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();

describe('a command that is interrupted', () => {
  /** Begins every answer and never ends it. */
  let slow: Server;
  beforeAll(async () => {
    slow = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.write('id,name\r\n1,alpha\r\n');
    });
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
  });
  afterAll(() => {
    slow.closeAllConnections();
    slow.close();
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s in the middle of an export leaves the earlier file and nothing beside it',
    async signal => {
      const target = folder();
      const file = join(target, 'devices.csv');
      writeFileSync(file, 'of yesterday');
      const begun = new Promise<void>(resolve => {
        const watcher = watch(target, () => {
          if (!existsSync(`${file}.part`)) return;
          watcher.close();
          resolve();
        });
      });
      const child = spawn(
        process.execPath,
        ['src/cli/main.ts', 'export', 'devices', '--export', file, '-s'],
        {
          env: {
            PATH: process.env['PATH'],
            MUSTER_URL: `http://127.0.0.1:${(slow.address() as AddressInfo).port}`,
            MUSTER_TOKEN: 'mst_test',
          },
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const ended = once(child, 'close');
      await begun;
      child.kill(signal);
      const [code] = (await ended) as [number];
      expect([code, said]).toEqual([exitCodes.interrupted, 'muster: interrupted\n']);
      expect(readFileSync(file, 'utf8')).toBe('of yesterday');
      expect(existsSync(`${file}.part`)).toBe(false);
    },
  );
});
