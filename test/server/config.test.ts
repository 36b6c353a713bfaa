import { ConfigError, readConfig } from '../../src/server/config.ts';

const events = (address?: string): string =>
  readConfig({ MUSTER_DATA: '/data', ...(address === undefined ? {} : { MUSTER_EVENTS: address }) }).events;

describe('MUSTER_EVENTS', () => {
  test('is a file in the data folder unless told', () => {
    expect(events()).toBe('sqlite:/data/events.db');
    expect(events('sqlite:/elsewhere/log.db')).toBe('sqlite:/elsewhere/log.db');
  });

  test.each([
    'esdb://127.0.0.1:2113?tls=false',
    'esdb://muster:pass%40word@node1:2113,node2,node3:2115?nodePreference=leader',
    'esdb+discover://muster:secret@cluster.example.org?tlsCAFile=package.json&keepAliveInterval=10000',
    'kurrentdb://host?tlsVerifyCert=false',
  ])('takes %s', address => {
    expect(events(address)).toBe(address);
  });

  test.each([
    ['postgres://host', 'is not an address of an event store'],
    ['memory:', 'keeps nothing'],
    ['sqlite:', 'is not an address of an event store'],
    ['esdb://', 'is not scheme://user:password@host:port?setting=value'],
    ['esdb://user@host', 'is not scheme://user:password@host:port?setting=value'],
    ['esdb://user:pass:word@host', 'write @ : / in user and password as %40 %3A %2F'],
    ['esdb+discover://a,b', '+discover takes one name'],
    ['esdb://host?nodePreference=follower', 'nodePreference must be leader'],
    ['esdb://host:port', '"host:port" is not host or host:port'],
    ['esdb://host:70000', '"host:70000" is not host or host:port'],
    ['esdb://host?tls=no', 'setting "tls" must be true or false'],
    ['esdb://host?tlsVerifyCert=false', 'tlsVerifyCert=false does nothing with esdb'],
    ['esdb://host?throwOnAppendFailure=false', 'setting "throwOnAppendFailure" is not known'],
    ['esdb://host?tlsCAFile=/no/such/file.pem', 'tlsCAFile: there is no file /no/such/file.pem'],
    ['esdb://host?keepAliveTimeout=soon', 'setting "keepAliveTimeout" must be a whole number'],
  ])('refuses %s and names the key', (address, words) => {
    expect(() => events(address)).toThrow(ConfigError);
    expect(() => events(address)).toThrow(`MUSTER_EVENTS: `);
    expect(() => events(address)).toThrow(words);
  });

  test('never repeats the password', () => {
    for (const address of [
      'esdb://user:secret@a b',
      'xdb://user:secret@host',
      'esdb://user:secret@host?a=secret',
    ])
      expect(() => events(address)).toThrow(/^((?!secret).)*$/s);
  });
});
