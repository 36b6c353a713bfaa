export { countedAtOnce, licensingEvents } from './events.ts';
export type { CountedDevice, LicensingEvent } from './events.ts';
export {
  isExpired,
  LicenceKey,
  licensedProduct,
  longestKeyFile,
  readKeyFile,
  signedText,
} from './key-file.ts';
export type { ReadKey } from './key-file.ts';
export { licencePool, licencePoolStream } from './pool.ts';
export type { LicensingCommand } from './pool.ts';
export { licensingRefusals } from './refusals.ts';
export type { LicensingRefusal } from './refusals.ts';
export { licensedAt } from './state.ts';
export type { LicencePool, RegisteredKey } from './state.ts';
