import { createHash, createPublicKey, sign } from 'node:crypto';

const magic = 'Cr24';
const version = 3;
const signedFrom = 'CRX3 SignedData\0';

/** Numbers of the fields in the header, a Protocol Buffers message; all are of the kind that has a length. */
const fields = { rsaProof: 2, signedHeader: 10_000, publicKey: 1, signature: 2, id: 1 } as const;

export interface ExtensionKey {
  /** RSA, PKCS #8 PEM. */
  readonly privateKey: string;
}

/** What browsers call an extension by: the beginning of its key's hash, in letters from a to p. */
export function extensionId(key: ExtensionKey): string {
  const digits = idBytes(publicKeyOf(key)).toString('hex');
  return digits.replace(/./g, digit => String.fromCharCode(0x61 + parseInt(digit, 16)));
}

/** An extension in the form that browsers install, CRX version 3: the zip of its files behind a signature. */
export function crxOf(zip: Buffer, key: ExtensionKey): Buffer {
  const publicKey = publicKeyOf(key);
  const signedHeader = field(fields.id, idBytes(publicKey));
  const signed = Buffer.concat([Buffer.from(signedFrom), number(signedHeader.length), signedHeader, zip]);
  const signature = sign('sha256', signed, key.privateKey);
  const proof = Buffer.concat([field(fields.publicKey, publicKey), field(fields.signature, signature)]);
  const header = Buffer.concat([field(fields.rsaProof, proof), field(fields.signedHeader, signedHeader)]);
  return Buffer.concat([Buffer.from(magic), number(version), number(header.length), header, zip]);
}

function publicKeyOf({ privateKey }: ExtensionKey): Buffer {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
}

function idBytes(publicKey: Buffer): Buffer {
  return createHash('sha256').update(publicKey).digest().subarray(0, 16);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function field(which: number, content: Buffer): Buffer {
  const withLength = 2;
  return Buffer.concat([varint(which * 8 + withLength), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
