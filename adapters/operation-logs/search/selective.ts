import type { SearchPlan } from './plan.ts';

/** More devices are rather met on a walk through all. */
export const mostDevices = 200;
/** More runs of a user, or bodies with a text, than this: most of the day, which is walked through in order instead. */
export const mostRunsOfUser = 4_000;
export const mostFoundBodies = 2_000;

/** Whether little of a day is likely to be looked at for this question: something selects before records are. */
export function isSelective({ devices, users, parts }: SearchPlan): boolean {
  return (
    (devices !== undefined && devices.size <= mostDevices) ||
    users !== undefined ||
    parts.some(part => Buffer.byteLength(part) >= 3)
  );
}

/** Whether it is looked for texts in each day, by the index: every day costs, whether it has a hit or not. */
export function isForTexts({ devices, parts }: SearchPlan): boolean {
  return !(devices && devices.size <= mostDevices) && parts.some(part => Buffer.byteLength(part) >= 3);
}

/** Whether a run with these details may have what is looked for; both are bits below 2^53. */
export function mayHaveDetails({ details }: SearchPlan, ofRun: number): boolean {
  return details === undefined || ((details & ofRun) | ((details / 2 ** 32) & (ofRun / 2 ** 32))) !== 0;
}
