import { gzipSync } from 'node:zlib';
import { ledgerCrypto } from '../../adapters/platform/index.ts';
import { offlineFormat, offlineText, offlineVersion } from '../../domain/devices/index.ts';
import type { OfflineStatement } from '../../domain/devices/index.ts';

export const offlineHost = '6e2f0a51-0c1c-8c2e-9c55-0d6a8f6f0001';

/** What a file of results says of one small computer. */
export function offlineStatement(
  changed: Partial<OfflineStatement> & { readonly content?: object } = {},
): OfflineStatement {
  const { content, ...statement } = changed;
  const hostId = statement.hostId ?? offlineHost;
  return {
    format: offlineFormat,
    version: offlineVersion,
    product: 'Muster-Agent_v1.0.0',
    installation: null,
    hostId,
    hostName: 'vault-pc',
    collectedAt: '2026-11-20T08:00:00.000Z',
    utcOffset: 540,
    sequence: 1,
    inventory: {
      action: 'inventory',
      deviceid: hostId,
      itemtype: 'Computer',
      partial: false,
      content: {
        versionclient: 'Muster-Agent_v1.0.0',
        hardware: { name: 'vault-pc', memory: 4096, uuid: `${hostId.slice(0, 30)}a1b2c3` },
        bios: { smanufacturer: 'Example', smodel: 'Safe 1', ssn: `SN-${hostId.slice(-6)}` },
        operatingsystem: { name: 'Debian GNU/Linux', version: '12', kernel_name: 'linux' },
        softwares: [{ name: 'nano', version: '7.2', arch: 'amd64', from: 'deb' }],
        ...content,
      },
    },
    ...statement,
  };
}

/** The file as the agent writes it. */
export function offlineFile(
  statement: OfflineStatement = offlineStatement(),
  sign: (text: string) => string | null = () => null,
): Buffer {
  const text = offlineText(statement);
  const sha256 = Buffer.from(ledgerCrypto.sha256(Buffer.from(text))).toString('hex');
  return packedJson({ ...statement, sha256, signature: sign(text) });
}

export const packedJson = (value: unknown): Buffer => gzipSync(JSON.stringify(value));
