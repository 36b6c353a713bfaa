import { AgentTwin, agentWithDevice, tokenOf } from '../../../support/agent-twin.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let agent: AgentTwin;
let deviceId: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ agent, deviceId } = await agentWithDevice(server));
});
afterAll(() => server.close());

const call = (method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, body?: unknown) =>
  server.call(method, `/api/v1${path}`, { body });
const detail = async () => (await call('GET', `/devices/${deviceId}`)).body;

test('DEV-022 DEV-023 an agent is told what to ask of the person at the computer, once there is something to ask', async () => {
  expect((await agent.ask()).body.form).toBeNull();
  await call('PATCH', '/device-fields/userName', { source: 'endUser', required: true });
  const first = (await agent.ask()).body.form;
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect((await agent.ask()).body.form).toBe(first);

  const { body: plant } = await call('POST', '/departments', { name: 'Plant A', names: { ja: '工場A' } });
  await call('POST', '/departments', { name: 'Quality', parent: plant.id });
  await call('PATCH', '/device-fields/department', { source: 'endUser' });
  await call('PUT', '/user-form', { start: '2026-04-01T09:00', everyHours: 720 });
  expect((await agent.ask()).body.form).not.toBe(first);
  const { body: form } = await agent.form();
  expect(form).toMatchObject({
    fields: [
      {
        id: 'department',
        options: [
          { value: 'Plant A', en: 'Plant A', ja: '工場A' },
          { value: 'Plant A/Quality', en: 'Plant A/Quality', ja: '工場A/Quality' },
        ],
      },
      { id: 'userName', required: true, names: { en: 'User Name', ja: '利用者名' }, options: [] },
    ],
    schedule: { start: '2026-04-01T09:00', everyHours: 720 },
    values: {},
  });
});

test('DEV-024 ORG-011 what the person entered is recorded, in the history too, and comes back with the form', async () => {
  const entered = await agent.enter({ userName: 'Mori Hanako', department: 'Plant A/Quality' });
  expect(entered.status).toBe(204);
  expect(await detail()).toMatchObject({
    department: 'Plant A/Quality',
    fields: { userName: 'Mori Hanako' },
    sources: { 'fields.userName': { source: `agent:${agent.agentId}` } },
  });
  await server.caughtUp();
  const { items } = (await call('GET', `/devices/${deviceId}/timeline`)).body;
  expect(items.map(({ text }: { text: string }) => text)).toContain(
    'mori entered at the computer: User Name is now Mori Hanako',
  );
  expect((await agent.form()).body.values).toEqual({
    userName: 'Mori Hanako',
    department: 'Plant A/Quality',
  });
  // An agent repeats itself when it is asked for the latest.
  const last = await server.services.events.lastPosition();
  expect((await agent.enter({ userName: 'Mori Hanako', department: 'Plant A/Quality' })).status).toBe(204);
  expect(await server.services.events.lastPosition()).toBe(last);
});

test('what does not fit, or is not signed by this agent, changes nothing', async () => {
  const stranger = new AgentTwin(server);
  await stranger.enrol(await tokenOf(server));
  const last = await server.services.events.lastPosition();
  const before = await agent.enter(
    { userName: 'Sato', department: null },
    { signature: `${'A'.repeat(86)}==` },
  );
  const answers = [
    before,
    await agent.enter({ userName: 'Sato' }, { agentId: stranger.agentId }),
    await stranger.enter({ userName: 'Sato' }),
    await agent.enter({ userName: null, department: 'Plant A' }),
    await agent.enter({ userName: 'Sato', department: 'Nowhere' }),
  ];
  expect(answers.map(({ body }) => body.code)).toEqual([
    'AGENT_PROOF_INVALID',
    'AGENT_PROOF_INVALID',
    'DEVICE_UNKNOWN',
    'DEVICE_FIELD_VALUE',
    'DEVICE_FIELD_VALUE',
  ]);
  expect(await server.services.events.lastPosition()).toBe(last);
  // A field that only administrators fill in is passed over.
  expect((await agent.enter({ email: 'mori@example.org' })).status).toBe(204);
  expect((await detail()).fields).toEqual({ userName: 'Mori Hanako' });
});
