import {
  enrolledAgent,
  enrolmentToken,
  type AgentCommand,
  type AgentEvent,
  type EnrolmentTokenCommand,
  type EnrolmentTokenEvent,
} from '../../../domain/devices/index.ts';

const now = '2026-11-22T12:00:00.000Z';
const later = '2026-11-22T14:00:00.000Z';
const created: EnrolmentTokenEvent = {
  type: 'EnrolmentTokenCreated',
  data: { tokenId: 't1', note: 'lab', uses: 1, createdAt: now, expiresAt: later },
};
const used: EnrolmentTokenEvent = { type: 'EnrolmentTokenUsed', data: { tokenId: 't1', agentId: 'pc1' } };
const revoked: EnrolmentTokenEvent = { type: 'EnrolmentTokenRevoked', data: { tokenId: 't1' } };

const token = (given: readonly EnrolmentTokenEvent[], when: EnrolmentTokenCommand) =>
  enrolmentToken.decide(when, given.reduce(enrolmentToken.evolve, enrolmentToken.initial));
const use = (at: string): EnrolmentTokenCommand => ({ kind: 'use', agentId: 'pc1', now: at });
const create = (uses: number, expiresAt: string): EnrolmentTokenCommand => ({
  kind: 'create',
  tokenId: 't1',
  note: 'lab',
  uses,
  expiresAt,
  now,
});

describe('an enrolment token', () => {
  it('is created with uses and an expiry', () => {
    expect(token([], create(1, later))).toEqual({ kind: 'accepted', events: [created] });
    expect(token([created], create(1, later))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'ENROLMENT_TOKEN_EXISTS' },
    });
  });

  it.each([
    [0, later],
    [1.5, later],
    [-1, later],
    [1_000_001, later],
    [1, now],
    [1, '2026-11-21T00:00:00.000Z'],
    [1, '2076-01-01T00:00:00.000Z'],
    [1, 'never'],
  ])('is not created with %p uses until %p', (uses, expiresAt) => {
    expect(token([], create(uses, expiresAt))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'ENROLMENT_TOKEN_INVALID' },
    });
  });

  it('is used until it is used up, has expired or is revoked', () => {
    expect(token([created], use(now))).toEqual({ kind: 'accepted', events: [used] });
    expect(token([created, used], use(now))).toEqual({
      kind: 'refused',
      refusal: { code: 'ENROLMENT_TOKEN_USED_UP', details: { tokenId: 't1', uses: 1 } },
    });
    expect(token([created], use(later))).toEqual({
      kind: 'refused',
      refusal: { code: 'ENROLMENT_TOKEN_EXPIRED', details: { tokenId: 't1', expiresAt: later } },
    });
    expect(token([created, revoked], use(now))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'ENROLMENT_TOKEN_REVOKED' },
    });
    expect(token([], use(now))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'ENROLMENT_TOKEN_UNKNOWN' },
    });
  });

  it('is revoked once', () => {
    expect(token([created], { kind: 'revoke' })).toEqual({ kind: 'accepted', events: [revoked] });
    expect(token([created, revoked], { kind: 'revoke' })).toEqual({ kind: 'accepted', events: [] });
    expect(token([], { kind: 'revoke' })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'ENROLMENT_TOKEN_UNKNOWN' },
    });
  });
});

const enrolled: AgentEvent = {
  type: 'AgentEnrolled',
  data: { agentId: 'pc1', tokenId: 't1', dialect: 'ocs' },
};
const issued: AgentEvent = { type: 'AgentCredentialIssued', data: { agentId: 'pc1' } };
const ended: AgentEvent = { type: 'AgentCredentialRevoked', data: { agentId: 'pc1' } };
const agent = (given: readonly AgentEvent[], when: AgentCommand) =>
  enrolledAgent.decide(when, given.reduce(enrolledAgent.evolve, enrolledAgent.initial));
const enrol = (tokenId: string, credentialLost = false): AgentCommand => ({
  kind: 'enrol',
  agentId: 'pc1',
  tokenId,
  dialect: 'ocs',
  credentialLost,
});

describe('an agent', () => {
  it('enrols once; the same token again says nothing new, another one is refused', () => {
    expect(agent([], enrol('t1'))).toEqual({ kind: 'accepted', events: [enrolled] });
    expect(agent([enrolled], enrol('t1'))).toEqual({ kind: 'accepted', events: [] });
    expect(agent([enrolled], enrol('t2'))).toEqual({
      kind: 'refused',
      refusal: { code: 'AGENT_ENROLLED_OTHERWISE', details: { agentId: 'pc1' } },
    });
    expect(agent([issued], enrol('t1'))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'AGENT_ENROLLED_OTHERWISE' },
    });
  });

  it('enrols anew where the store of credentials was lost, but never when it was revoked', () => {
    expect(agent([enrolled], enrol('t2', true))).toMatchObject({
      kind: 'accepted',
      events: [{ type: 'AgentEnrolled', data: { tokenId: 't2' } }],
    });
    expect(agent([enrolled, ended], enrol('t2', true))).toMatchObject({
      kind: 'refused',
      refusal: { code: 'AGENT_REVOKED' },
    });
  });

  it('is given a secret of its own, also after it was revoked', () => {
    expect(agent([enrolled, ended], { kind: 'issue', agentId: 'pc1' })).toEqual({
      kind: 'accepted',
      events: [issued],
    });
    expect(agent([], { kind: 'issue', agentId: 'pc1' })).toEqual({ kind: 'accepted', events: [issued] });
  });

  it('is revoked once', () => {
    expect(agent([enrolled], { kind: 'revoke' })).toEqual({ kind: 'accepted', events: [ended] });
    expect(agent([enrolled, ended], { kind: 'revoke' })).toEqual({ kind: 'accepted', events: [] });
    expect(agent([], { kind: 'revoke' })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'AGENT_UNKNOWN' },
    });
  });

  it('has each conflict noted once a day, and at most twenty a day', () => {
    const conflict = (claimed: string, at: string): AgentCommand => ({
      kind: 'conflict',
      agentId: 'pc1',
      presented: 'agent:pc1',
      claimed,
      address: '192.0.2.9',
      now: at,
    });
    const noted = (claimed: string, at: string): AgentEvent => ({
      type: 'AgentIdentityConflicted',
      data: { agentId: 'pc1', presented: 'agent:pc1', claimed, address: '192.0.2.9', observedAt: at },
    });
    expect(agent([enrolled], conflict('pc2', now))).toEqual({
      kind: 'accepted',
      events: [noted('pc2', now)],
    });
    expect(agent([enrolled, noted('pc2', now)], conflict('pc2', later))).toEqual({
      kind: 'accepted',
      events: [],
    });
    expect(agent([enrolled, noted('pc2', now)], conflict('pc2', '2026-11-23T12:00:00.000Z'))).toMatchObject({
      events: [{ type: 'AgentIdentityConflicted' }],
    });
    const twenty = Array.from({ length: 20 }, (_, n) => noted(`x${n}`, now));
    expect(agent([enrolled, ...twenty], conflict('another', later))).toEqual({
      kind: 'accepted',
      events: [],
    });
  });
});
