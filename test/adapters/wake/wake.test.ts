import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { magicPacket, sendWake } from '../../../adapters/wake/index.ts';

test('DEV-018 the packet on the wire is six times FF and sixteen times the address', async () => {
  const listener = createSocket('udp4');
  const heard = new Promise<Buffer>(resolve => listener.once('message', resolve));
  await new Promise<void>(resolve => listener.bind(0, '127.0.0.1', resolve));
  await sendWake('00:1b:21:3c:4d:5e', '127.0.0.1', (listener.address() as AddressInfo).port);
  const packet = await heard;
  listener.close();
  expect(packet.toString('hex')).toBe('ff'.repeat(6) + '001b213c4d5e'.repeat(16));
});

test.each(['', '00:1b:21:3c:4d', '00:1b:21:3c:4d:5g', '00:1b:21:3c:4d:5e:6f'])('%s is no address', mac => {
  expect(() => magicPacket(mac)).toThrow('is no MAC address');
});
