import type { SearchPlan } from './plan.ts';

/** More devices are rather met on a walk through all. */
const mostDevices = 200;
/** More runs of a user, or bodies with a text, than this: most of the day, which is walked through in order instead. */
export const mostRunsOfUser = 4_000;
export const mostFoundBodies = 2_000;

/** Whether little of a day is likely to be looked at for this question: something selects before records are. */
export function isSelective(plan: SearchPlan): boolean {
  return isOfFewDevices(plan) || plan.users !== undefined || hasIndexedPart(plan);
}

/** Whether it is looked for texts in each day, by the index: every day costs, whether it has a hit or not. */
export function isForTexts(plan: SearchPlan): boolean {
  return !isOfFewDevices(plan) && hasIndexedPart(plan);
}

/** Whose runs are looked up rather than met. */
export function isOfFewDevices(
  plan: SearchPlan,
): plan is SearchPlan & { readonly devices: ReadonlySet<string> } {
  return plan.devices !== undefined && plan.devices.size <= mostDevices;
}

/** Three bytes are what the index knows of a text. */
function hasIndexedPart({ parts }: SearchPlan): boolean {
  return parts.some(part => Buffer.byteLength(part) >= 3);
}

/** Whether a run with these details may have what is looked for; both are bits below 2^53. */
export function mayHaveDetails({ details }: SearchPlan, ofRun: number): boolean {
  return details === undefined || ((details & ofRun) | ((details / 2 ** 32) & (ofRun / 2 ** 32))) !== 0;
}
