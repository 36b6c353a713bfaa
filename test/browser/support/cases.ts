import { carriedId, dayBefore, observeUsers } from './operations.ts';
import type { World } from './world.ts';

const cases = new WeakMap<World, string>();

/** Id of the case that `openCase` opened. */
export const caseIn = (world: World): string => cases.get(world) ?? 'none';

/** A case with the copy to the stick, its trace, a note and a hold. Once per world. */
export async function openCase(world: World): Promise<void> {
  if (cases.has(world)) return;
  await observeUsers(world);
  const post = async (path: string, body: object): Promise<{ readonly id: string }> => {
    const answer = await world.server.call('POST', `/api/v1${path}`, { body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const about = { title: 'Drawing A117', purpose: 'Who took the drawing out of the house' };
  const { id } = await post('/operation-cases', about);
  const record = carriedId(world);
  await post(`/operation-cases/${id}/records`, { records: [record] });
  await post(`/operation-cases/${id}/traces`, { record });
  await post(`/operation-cases/${id}/notes`, { text: 'The stick AA0117 is not one of ours.', record });
  const days = { from: dayBefore(world, 4), until: dayBefore(world, 0), devices: [world.ids[0]], users: [] };
  await post('/legal-holds', { caseId: id, ...days, reason: 'Until the matter is settled' });
  cases.set(world, id);
}
