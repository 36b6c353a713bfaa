import type { SettingsChange } from '../../../../src/server/agents/settings-watch.ts';
import { allRows } from '../../../../src/server/rows.ts';
import { department, configurationsAt } from '../../../support/agent-configurations.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const { add, assign, call, cancel, computer, settingsFor } = configurationsAt(() => server);

/** The devices that a change names, by its questions. */
async function named({ devices }: SettingsChange): Promise<readonly string[] | 'all'> {
  if (devices === 'all') return devices;
  const { read } = server.services;
  const rows = await Promise.all(
    devices.map(filter => allRows(read, 'devices.list', { filter, fields: [] })),
  );
  return rows.flat().map(({ id }) => id);
}

const told = (): { until(devices: readonly string[] | 'all'): Promise<void> } => {
  const changes: SettingsChange[] = [];
  let arrived = Promise.withResolvers<void>();
  server.context.settingsWatch.onChange(change => {
    changes.push(change);
    arrived.resolve();
  });
  return {
    /** Of what is told next, the change that names just these; one before it may still be of what was done earlier. */
    async until(devices) {
      for (;;) {
        for (let change = changes.shift(); change; change = changes.shift())
          if (JSON.stringify(await named(change)) === JSON.stringify(devices)) return;
        await arrived.promise;
        arrived = Promise.withResolvers<void>();
      }
    },
  };
};

test('AGT-022 the computers of a configuration when it is assigned and when it is changed', async () => {
  const lab = await add('Laboratory');
  const [alpha, beta] = [await computer('alpha', 'Plant A'), await computer('beta', 'Plant B')];
  const changes = told();
  await assign(lab, [department('Plant A')]);
  await changes.until([alpha]);
  await call('PATCH', '/default', { settings: { pollingMinutes: 5 } });
  await changes.until([beta]);
  await call('PATCH', `/${lab}`, { settings: { pollingMinutes: 5 } });
  await changes.until([alpha]);
  await cancel([department('Plant A')]);
  await changes.until([alpha]);
});

test('AGT-022 everybody when the default is changed and nothing is assigned, or nothing but the default', async () => {
  const alpha = await computer('alpha', 'Plant A');
  const changes = told();
  await call('PATCH', '/default', { settings: { pollingMinutes: 5 } });
  await changes.until('all');
  await assign('default', [department('Plant A')]);
  await changes.until([alpha]);
  await call('PATCH', '/default', { settings: { pollingMinutes: 6 } });
  await changes.until('all');
});

test('a computer that moves, and everybody when a view that is assigned shows others or other software is searched for', async () => {
  const lab = await add('Laboratory');
  const alpha = await computer('alpha', 'Plant A');
  await server.call('PUT', '/api/v1/views/v1', {
    body: { list: 'devices', name: 'V', filter: 'tag.eq.LAB' },
  });
  await assign(lab, [department('Plant B'), { kind: 'view', view: 'v1' }]);
  const changes = told();
  await server.call('PATCH', `/api/v1/devices/${alpha}`, { body: { department: 'Plant B' } });
  await changes.until([alpha]);
  await server.call('PUT', '/api/v1/views/v1', {
    body: { list: 'devices', name: 'V', filter: 'memory.any' },
  });
  await changes.until('all');
  await server.call('POST', '/api/v1/software-search-conditions', {
    body: { name: 'Tool', files: ['tool'] },
  });
  await changes.until('all');
});

test('AGT-022 what an agent has taken over is recorded per device as event 6, and shown', async () => {
  const lab = await add('Laboratory');
  const device = await computer('alpha');
  await assign(lab, [{ kind: 'computer', device }]);
  const { agentSettings } = server.context;
  await agentSettings.noteApplied(device, await settingsFor(device), 'agent:alpha');
  await agentSettings.noteApplied(device, await settingsFor(device), 'agent:alpha');
  const stored: unknown[] = [];
  for await (const batch of server.services.events.readStream(`settings-${device}`))
    stored.push(...batch.map(({ data }) => data));
  expect(stored).toEqual([
    {
      number: 6,
      severity: 'information',
      deviceId: device,
      configuration: lab,
      name: 'Laboratory',
      version: 1,
    },
  ]);
  const { body } = await server.call('GET', `/api/v1/devices/${device}/agent-configuration`);
  expect(body).toMatchObject({ kind: 'direct', applied: { configuration: lab, version: 1 } });
});
