import { account, type AccountCommand, type AccountEvent } from '../../../domain/accounts/index.ts';
import { spec } from '../../support/spec.ts';

const created: AccountEvent = {
  type: 'AccountCreated',
  data: {
    userId: 'kimura',
    displayName: 'Kimura',
    email: null,
    roles: ['viewer'],
    tasks: null,
    scope: null,
    builtIn: false,
    mustChangePassword: true,
  },
};
const identity = { issuer: 'https://login.example.org', subject: '8f14e45f' };
const linked: AccountEvent = { type: 'IdentityLinked', data: identity };
const signIn = (who = identity): AccountCommand => ({
  type: 'SignIn',
  session: 's1',
  address: '192.0.2.1',
  userAgent: null,
  passwordExpired: false,
  recoveryCodesLeft: null,
  identity: who,
});
const signedIn: AccountEvent = {
  type: 'SignedIn',
  data: { session: 's1', address: '192.0.2.1', userAgent: null, via: 'oidc' },
};

test('the first sign-in through a provider links the account to the person there, the next ones are theirs', () => {
  spec(account).given(created).when(signIn()).then(linked, signedIn);
  spec(account).given(created, linked).when(signIn()).then(signedIn);
});

test('another person, or the same name at another provider, is refused', () => {
  for (const other of [
    { ...identity, subject: 'another' },
    { ...identity, issuer: 'https://other.example.org' },
  ])
    spec(account).given(created, linked).when(signIn(other)).thenRefused('IDENTITY_DIFFERS');
});

test('an administrator unlinks it, not its owner, and only where it is linked', () => {
  const unlink = (by: string): AccountCommand => ({ type: 'UnlinkIdentity', by });
  spec(account).given(created, linked).when(unlink('system')).then({ type: 'IdentityUnlinked', data: {} });
  spec(account).given(created, linked).when(unlink('kimura')).thenRefused('ACCOUNT_OWN');
  spec(account).given(created).when(unlink('system')).thenRefused('IDENTITY_MISSING');
  spec(account)
    .given(created, linked, { type: 'IdentityUnlinked', data: {} })
    .when(signIn({ ...identity, subject: 'another' }))
    .then({ type: 'IdentityLinked', data: { ...identity, subject: 'another' } }, signedIn);
});
