// Checks that one event lay in the log of a Muster server when a seal was made. Needs nothing but Node.
//   node ledger-check.mjs PROOF.json [KEY-ID]
// PROOF.json is what `npx muster ledger prove POSITION` printed. KEY-ID is the key you know the server by.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [file, knownKey] = process.argv.slice(2);
const { event, inclusion, seal, key } = JSON.parse(readFileSync(file, 'utf8'));

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leaf = text => sha256(Buffer.of(0), text);
const node = (left, right) => sha256(Buffer.of(1), left, right);

// RFC 8785: keys sorted, no white space, numbers and strings as JavaScript writes them.
function canonical(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map(name => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}

// RFC 9162, 2.1.3.2: from the event's hash along the path up to the root.
function rootOf(hash, index, count, path) {
  let last = count - 1;
  for (const beside of path.map(hex => Buffer.from(hex, 'hex'))) {
    if (last === 0) return 'the path is too long';
    if (index % 2 === 1 || index === last) {
      hash = node(beside, hash);
      while (index % 2 === 0 && index !== 0) [index, last] = [index / 2, Math.floor(last / 2)];
    } else hash = node(hash, beside);
    [index, last] = [Math.floor(index / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash.toString('hex') : 'the path is too short';
}

const publicKey = Buffer.from(key.publicKey, 'base64');
const { signature, ...statement } = seal;
const signed = Buffer.from(`muster-ledger-seal-v1\n${canonical(statement)}`);
const failures = [
  sha256(publicKey).toString('hex') !== seal.keyId && 'the key is not the one the seal names',
  knownKey && seal.keyId !== knownKey && 'the seal was made with another key than the one you know',
  !verify(
    null,
    signed,
    createPublicKey({ key: publicKey, format: 'der', type: 'spki' }),
    Buffer.from(signature, 'base64'),
  ) && 'the signature is wrong',
  (event.position <= seal.after || event.position > seal.to) && 'the event lies outside the sealed range',
  inclusion.count !== seal.count && 'the seal covers another number of events',
  rootOf(leaf(canonical(event)), inclusion.index, inclusion.count, inclusion.path) !== seal.root &&
    'the event is not the one that was sealed',
].filter(Boolean);

if (failures.length > 0) console.error(`The proof does not hold: ${failures.join('; ')}.`);
else
  console.log(
    `${event.type} at position ${event.position} (${event.at}, ${event.actor}) was sealed at ${seal.sealedAt} by key ${seal.keyId}.`,
  );
process.exit(failures.length > 0 ? 1 : 0);
