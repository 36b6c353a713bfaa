import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { defaultAgentSettings } from '../../../domain/agents/index.ts';
import {
  defaultCollection,
  operationDetails,
  type CollectionSettings,
} from '../../../domain/operation-logs/index.ts';
import { keepIdentity, newIdentity } from '../../../src/agent/store/identity.ts';
import { placesIn } from '../../../src/agent/store/places.ts';
import { AgentProgram } from '../../support/agent-program.ts';
import { commandSigner } from '../../support/command-signer.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { OperationIntake } from '../../support/operation-intake.ts';
import { hasProcesses, person, WatchedComputer } from '../../support/watched-computer.ts';

jest.setTimeout(120_000);
if (!hasProcesses) console.warn('skipped: operations of users are recorded on Linux only');

const folder = temporaryFolders();

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 20));
}

/** The real agent as a process of its own, on a computer that is a folder. */
(hasProcesses ? describe : describe.skip)('an agent that records what users do', () => {
  const place = folder();
  const computer = new WatchedComputer(place).withProcesses();
  const agent = new AgentProgram(place, undefined, 0.05);
  const server = new OperationIntake();
  const signer = commandSigner();
  const at = (name: string) => join(computer.home, name);
  const openFile = join(agent.data, 'operations/open.ndjson');
  const waitingFolder = join(agent.data, 'operations/waiting');
  let issued = Date.parse('2026-11-30T09:00:00.000Z');
  let agentId = '';

  /** What the server tells the agent from now on. */
  const tell = (operations: Partial<CollectionSettings> | null) => {
    issued += 1_000;
    const settings = signer.signSettings({
      agentId,
      issuedAt: new Date(issued).toISOString(),
      settings: {
        ...defaultAgentSettings,
        userForm: false,
        operations: operations && {
          ...defaultCollection,
          details: operationDetails.map(({ key }) => key),
          intervalMinutes: 1,
          ...operations,
        },
      },
      configuration: '5f0c9c1e-4a52-4c5e-9b7d-2f3c8f1a6e10',
      version: 1,
    });
    server.other = path => ({
      status: 200,
      body: path === '/agents/commands' ? { commands: [], settings } : {},
    });
    server.nudge();
  };
  const files = () =>
    server.records
      .filter(({ detail, file }) => detail.endsWith('-file') && String(file).startsWith(computer.home))
      .map(({ detail, file, destination }) =>
        [detail, file, destination].map(each => String(each ?? '').replace(`${computer.home}/`, '')),
      );
  const waiting = () => (existsSync(waitingFolder) ? readdirSync(waitingFolder) : []);
  /** In the batch that is being written, or in one that waits. */
  const isKept = (text: string) =>
    isWritten(text) || waiting().some(name => readFileSync(join(waitingFolder, name), 'utf8').includes(text));
  const isWritten = (text: string) => existsSync(openFile) && readFileSync(openFile, 'utf8').includes(text);

  beforeAll(async () => {
    await server.open();
    const identity = newIdentity(server.url);
    ({ agentId } = identity);
    keepIdentity(placesIn(agent.data).identity, {
      ...identity,
      credential: { secret: 'secret', commandKey: signer.key },
    });
  });
  afterAll(async () => {
    await agent.stop();
    await server.close();
  });

  test('LOG-003: records nothing until it is told to; then files and programs, by the rules it was given', async () => {
    tell(null);
    agent.start();
    await until(() => server.asked.includes('/agents/commands'));
    expect(existsSync(join(agent.data, 'operations'))).toBe(false);
    tell({ version: 3, leaveOut: ['fileModified'], files: { include: [], exclude: ['*.tmp.txt'] } });
    await until(() => agent.said.includes('operations are recorded'));
    writeFileSync(at('plan.txt'), 'the plan');
    await until(() => isWritten('create-file'));
    writeFileSync(at('of no interest.tmp.txt'), '');
    copyFileSync(at('plan.txt'), at('copy.txt'));
    await until(() => isWritten('copy-file'));
    renameSync(at('copy.txt'), at('renamed.txt'));
    await until(() => isWritten('rename-file'));
    rmSync(at('renamed.txt'));
    const asPerson = process.getuid?.() === 0 ? { uid: person.uid, gid: person.uid } : {};
    spawn('sleep', ['2'], { stdio: 'ignore', ...asPerson });
    await until(() =>
      server.records.some(({ detail, process: name }) => /exec/.test(detail) && name === 'sleep'),
    );
    await until(() => files().length >= 4);
    expect(files()).toEqual([
      ['create-file', 'plan.txt', ''],
      ['copy-file', 'plan.txt', 'copy.txt'],
      ['rename-file', 'copy.txt', 'renamed.txt'],
      ['delete-file', 'renamed.txt', ''],
    ]);
    expect(server.batches.every(({ rules }) => rules === 3)).toBe(true);
    expect(server.records.every(record => record.hostId === agentId && record.source !== undefined)).toBe(
      true,
    );
    expect(server.records.some(({ fileModified }) => fileModified !== undefined)).toBe(false);
  });

  test('LOG-005: what happened while the server was away arrives in order, also after a loss of power', async () => {
    await server.close();
    const before = server.batches.length;
    const lost = ['one', 'two'];
    for (const name of lost) {
      writeFileSync(at(name), name);
      await until(() => isKept(at(name)));
      await agent.kill();
      agent.start();
      // It looks at the folders before it says so.
      const started = agent.said.split('operations are recorded').length;
      await until(() => agent.said.split('operations are recorded').length > started);
    }
    await server.open();
    await until(() => files().length >= 4 + lost.length);
    expect(files().slice(4)).toEqual(lost.map(name => ['create-file', name, '']));
    const seqs = server.batches.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].toSorted((one, other) => one - other));
    expect(server.batches.length).toBeGreaterThan(before);
  });

  test('says what is recorded and what is not, and how much waits', async () => {
    const { out } = await agent.do('operations');
    expect(out).toContain('version 3 of the rules');
    expect(out).toMatch(/files: .*create-file/);
    expect(out).toMatch(/by no part of this agent: .*save-attached-file/);
    expect(out).toMatch(/Waiting for the server: \d+ batches/);
  });

  test('stops when it is told to', async () => {
    tell(null);
    await until(() => agent.said.includes('no operations are recorded'));
    const before = files().length;
    writeFileSync(at('private'), '');
    expect(await agent.stop()).toBe(0);
    expect(files()).toHaveLength(before);
  });
});
