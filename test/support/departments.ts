import { device } from '../../domain/devices/index.ts';
import { deviceLog, operationLogStream } from '../../domain/operation-logs/index.ts';
import { inventory } from './device-reports.ts';
import { startTestServer, type TestServer } from './server.ts';

/** In every text of a device outside Plant A, and in no other. */
export const marker = /hidden/i;
/** Finds such texts without being one. */
export const searchText = 'hidd';
export const visibleScope = ['Plant A'];

export interface Departments {
  readonly server: TestServer;
  /** Ids of devices in Plant A, and of those elsewhere. */
  readonly visible: readonly string[];
  readonly hidden: readonly string[];
  /** RFC 3339: before and after the devices changed users. */
  readonly early: string;
  readonly late: string;
}

const machines: readonly (readonly [name: string, department: string | null])[] = [
  ['seen-1', 'Plant A'],
  ['seen-2', 'Plant A/Quality'],
  ['hidden-1', 'Plant AB'],
  ['hidden-2', 'Hidden works/Plant A'],
  ['hidden-3', null],
];

/** Devices of Plant A and of others that nobody there may hear of, with a past, software, agents and keys. */
export async function startDepartments(): Promise<Departments> {
  const server = await startTestServer();
  const ids: Record<string, string> = {};
  const report = async (name: string, user: string) => {
    const { deviceId } = await server.report(machine(name, user), ids[name]);
    ids[name] = deviceId;
  };
  for (const [name] of machines) await report(name, `${name}-former`);
  await server.travel('2026-01-06T09:00:00.000Z');
  for (const name of ['seen-agent', 'hidden-agent']) ids[name] = await enrol(server, name);
  const places = [...machines, ['seen-agent', 'Plant A'], ['hidden-agent', 'Hidden works']] as const;
  for (const [name, department] of places)
    if (department !== null) {
      const body = { department, reason: `${name} stands there` };
      await server.call('PATCH', `/api/v1/devices/${ids[name]}`, { body });
    }
  await define(server, ids[places[0]![0]]!);
  await install(server, Object.values(ids));
  await suspect(server, Object.values(ids));
  await server.travel('2026-01-07T09:00:00.000Z');
  for (const [name] of machines) await report(name, `${name}-user`);
  await server.travel('2026-01-08T09:00:00.000Z');
  await server.caughtUp();
  const named = (prefix: string) =>
    Object.entries(ids).flatMap(([name, id]) => (name.startsWith(prefix) ? [id] : []));
  return {
    server,
    visible: named('seen'),
    hidden: named('hidden'),
    early: '2026-01-06T12:00:00Z',
    late: '2026-01-07T12:00:00Z',
  };
}

/** The departments as a tree, a location, and a configuration that one device is assigned. */
async function define(server: TestServer, device: string): Promise<void> {
  const add = async (path: string, body: object) =>
    (await server.call('POST', `/api/v1/${path}`, { body })).body.id as string;
  // Changed once, so that each has a past.
  const department = async (name: string, parent: string | null = null) => {
    const id = await add('departments', { name, parent });
    await server.call('PATCH', `/api/v1/departments/${id}`, { body: { names: { en: `The ${name}` } } });
    return id;
  };
  await department('Quality', await department('Plant A'));
  await department('Plant AB');
  await department('Plant A', await department('Hidden works'));
  await add('locations', { name: 'Osaka' });
  const configuration = await add('agent-configurations', { name: 'Notebooks' });
  const targets = [{ kind: 'computer', device }];
  await server.call('POST', '/api/v1/agent-configurations/assignments', { body: { configuration, targets } });
}

/** An installation set, of which the agents of all devices came. */
async function install(server: TestServer, devices: readonly string[]): Promise<void> {
  const { body } = await server.call('POST', '/api/v1/installation-sets', {
    body: { name: 'Hidden set', platform: 'linux-x64' },
  });
  const set = { set: body.id as string, setName: 'A set', configuration: 'default', platform: 'linux-x64' };
  const at = server.services.clock.now();
  for (const id of devices) {
    const installed = { type: 'NoteAgentInstalled', at, agentId: `agent-${id}`, ...set } as const;
    await server.services.commands.handle(`device-${id}`, device, installed, { actor: 'system:test' });
  }
}

/** A warning of each device, acknowledged, and a case that says nothing of any. */
async function suspect(server: TestServer, devices: readonly string[]): Promise<void> {
  const { commands } = server.services;
  for (const id of devices) {
    const printing = { user: null, pages: 300, until: server.services.clock.now() };
    const warned = { type: 'NotePrinting', deviceId: id, ...printing } as const;
    await commands.handle(operationLogStream(id), deviceLog, warned, { actor: 'agent:test' });
    const { state } = await commands.load(operationLogStream(id), deviceLog);
    const seen = { type: 'Acknowledge', deviceId: id, warnings: state.open } as const;
    await commands.handle(operationLogStream(id), deviceLog, seen, { actor: 'account:system' });
  }
  await server.call('POST', '/api/v1/operation-cases', { body: { title: 'A case', purpose: 'To see' } });
}

function machine(name: string, lastUser: string) {
  const number = machines.findIndex(([each]) => each === name);
  return inventory({
    hostName: name,
    lastUser,
    description: `${name} described`,
    hardware: { manufacturer: `${name} works`, model: `${name} model`, serialNumber: `SN-${name}-77` },
    networkAdapters: [{ name: `${name}-eth`, mac: `02:00:5e:00:01:0${number}`, ipv4: [`10.77.0.${number}`] }],
    software: [
      { name: 'editor', version: `${name}-1`, publisher: `${name} press` },
      { name: `${name} tool`, version: '1' },
    ],
    agent: { name: `${name}-agent`, version: '1', tag: `${name}-tag` },
  });
}

/** By an agent that enrols and reports a device over the wire; answers its id. */
async function enrol(server: TestServer, name: string): Promise<string> {
  const token = await server.call('POST', '/api/v1/enrolment-tokens', {
    body: { uses: 1, expiresInSeconds: 3600 },
  });
  const secret = Buffer.from(`enrol:${token.body.token}`).toString('base64');
  const answer = await server.call('POST', '/inventory', {
    token: null,
    headers: { authorization: `Basic ${secret}` },
    body: {
      action: 'inventory',
      deviceid: `${name}-2026-01-01-00-00-00`,
      itemtype: 'Computer',
      content: {
        versionclient: 'GLPI-Agent_v1.12',
        hardware: { name, uuid: '' },
        bios: { ssn: `SN-${name}-78`, smanufacturer: `${name} works` },
      },
    },
  });
  if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.text}`);
  const last = await server.services.events.lastPosition();
  const query = { filter: `name.eq.${name}`, after: String(last) };
  const { body } = await server.call('GET', '/api/v1/devices', { query });
  return (body as { items: { id: string }[] }).items[0]!.id;
}
