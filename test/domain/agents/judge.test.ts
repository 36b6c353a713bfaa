import fc from 'fast-check';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import { judgeCommand, type CommandReader, type SignedCommand } from '../../../domain/agents/index.ts';
import { anAgent, commandSigner, statementOf } from '../../support/command-signer.ts';

const server = commandSigner();
const reader = (more: Partial<CommandReader> = {}): CommandReader => ({
  agentId: anAgent,
  key: server.key,
  last: 4,
  now: '2026-11-30T09:30:00.000Z',
  verify: ledgerCrypto.verify,
  ...more,
});
const good = server.sign(statementOf(5, { kind: 'message', text: 'Back in ten minutes.' }));

test('a command of the server for this agent is good', () => {
  expect(judgeCommand(good, reader())).toEqual({ kind: 'good', command: good });
});

const otherServer = commandSigner();
test.each<[string, unknown, Partial<CommandReader>, string]>([
  ['signed by another server', otherServer.sign(statementOf(5)), {}, 'FORGED'],
  [
    'signed by another under our key id',
    { ...otherServer.sign(statementOf(5)), keyId: server.key.keyId },
    {},
    'FORGED',
  ],
  ['with another order', { ...good, order: { kind: 'shutdown' } }, {}, 'FORGED'],
  ['that is to be good for longer', { ...good, expiresAt: '2027-11-30T10:00:00.000Z' }, {}, 'FORGED'],
  ['with another sequence', { ...good, sequence: 6 }, {}, 'FORGED'],
  ['addressed anew', { ...good, agentId: '00000000-0000-4000-8000-000000000000' }, {}, 'FORGED'],
  [
    'for another agent',
    server.sign(statementOf(5, { kind: 'restart' }, '00000000-0000-4000-8000-000000000000')),
    {},
    'FOREIGN',
  ],
  ['taken before', good, { last: 5 }, 'REPLAYED'],
  ['after a later one', good, { last: 6 }, 'REORDERED'],
  ['whose time is over', good, { now: '2026-11-30T10:00:00.000Z' }, 'EXPIRED'],
  ['with more than there is', { ...good, run: 'id' }, {}, 'MALFORMED'],
  ['of a kind there is none of', { ...good, order: { kind: 'execute', program: 'id' } }, {}, 'MALFORMED'],
  ['of nothing', null, {}, 'MALFORMED'],
])('a command %s is refused', (_name, told, more, fault) => {
  expect(judgeCommand(told, reader(more))).toMatchObject({ kind: 'refused', fault });
});

test('whatever is told, only the very command that was signed is good', () => {
  const paths = Object.keys(good) as (keyof SignedCommand)[];
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.anything(), (path, value) => {
      const told = { ...good, [path]: value };
      const judged = judgeCommand(told, reader());
      if (judged.kind === 'good') expect(judged.command).toEqual(good);
    }),
  );
  fc.assert(
    fc.property(fc.anything(), told => {
      expect(judgeCommand(told, reader()).kind).toBe('refused');
    }),
  );
});

test('no byte of a signature can be another', () => {
  const bytes = Buffer.from(good.signature, 'base64');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const other = Buffer.from(bytes);
      other[at] = other[at]! ^ change;
      expect(judgeCommand({ ...good, signature: other.toString('base64') }, reader())).toMatchObject({
        fault: 'FORGED',
      });
    }),
  );
});
