import { createSocket } from 'node:dgram';

/** Where network cards listen while the computer sleeps; the port does not matter to them. */
const discardPort = 9;

/** Six times FF, then the address sixteen times: what a sleeping network card waits for. Throws on no MAC address. */
export function magicPacket(mac: string): Buffer {
  const octets = mac.split(/[:-]/);
  if (octets.length !== 6 || octets.some(octet => !/^[0-9a-f]{2}$/i.test(octet)))
    throw new Error(`${mac} is no MAC address`);
  const address = Buffer.from(octets.join(''), 'hex');
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array.from({ length: 16 }, () => address)]);
}

/** To everybody in the segment that has this broadcast address. Rejects where the network cannot be reached. */
export async function sendWake(mac: string, broadcast: string, port = discardPort): Promise<void> {
  const socket = createSocket('udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, () => {
        socket.setBroadcast(true);
        socket.send(magicPacket(mac), port, broadcast, error => (error ? reject(error) : resolve()));
      });
    });
  } finally {
    socket.close();
  }
}
