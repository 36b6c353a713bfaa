import type { World } from './world.ts';

const departments = [
  'Head office',
  'Head office/Accounting',
  'Head office/Information systems',
  'Plant A',
  'Plant A/Assembly',
  'Plant A/Quality assurance',
  'Plant A/Quality assurance/Laboratory',
  'Plant B',
];
const japanese: Readonly<Record<string, string>> = {
  'Head office': '本社',
  'Plant A': '工場A',
  'Plant B': '工場B',
};
/** Where devices are, by turns; the third is nobody's definition any more. */
const recorded = [
  'Plant A/Assembly',
  'Head office/Accounting',
  'Plant A/Quality',
  'Plant A/Quality assurance',
];

/** An organization after a reform: most devices are where it is defined, some still record the old name. */
export async function organize({ server, ids }: World): Promise<void> {
  const known = await server.call('GET', '/api/v1/departments');
  if (known.body.total > 0) return;
  const made: Record<string, string> = {};
  for (const path of departments) {
    const cut = path.lastIndexOf('/');
    const { body } = await server.call('POST', '/api/v1/departments', {
      body: {
        parent: cut < 0 ? null : made[path.slice(0, cut)],
        name: path.slice(cut + 1),
        ...(japanese[path] !== undefined && { names: { ja: japanese[path] } }),
      },
    });
    made[path] = body.id;
  }
  await server.call('POST', '/api/v1/locations', { body: { name: 'Osaka' } });
  for (const [number, id] of ids.slice(0, 24).entries())
    await server.call('PATCH', `/api/v1/devices/${id}`, {
      body: { department: recorded[number % recorded.length], location: 'Osaka' },
    });
  await server.caughtUp();
}
