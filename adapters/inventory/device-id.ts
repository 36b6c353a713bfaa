import { BodyError } from './errors.ts';

const legacy = /^[^\s<>&"'\p{C}](?:[^<>&"'\p{C}]{0,200}[^\s<>&"'\p{C}])?-\d{4}(?:-\d{2}){5}$/u;
const printable = /^[^\s<>&"'\p{C}](?:[^<>&"'\p{C}]{0,253}[^\s<>&"'\p{C}])?$/u;

/** Host name and time of the agent's first run: `pc01-2026-11-22-10-30-00`. */
export function legacyDeviceId(value: unknown): string {
  return checked(value, legacy, 'DEVICEID must be a host name followed by -YYYY-MM-DD-hh-mm-ss');
}

/** GLPI agents form it the same way, tools of others as they like. */
export function glpiDeviceId(value: unknown): string {
  return checked(value, printable, 'deviceid must be 1 to 255 printable characters');
}

function checked(value: unknown, pattern: RegExp, rule: string): string {
  if (value === undefined || value === null || value === '') {
    throw new BodyError('device-id-missing', 'the message does not say which device it is from');
  }
  if (typeof value !== 'string' || !pattern.test(value)) throw new BodyError('device-id-invalid', rule);
  return value;
}
