import { inventory } from './device-reports.ts';
import type { TestServer } from './server.ts';

/** A device named so that records the places. */
export async function placedDevice(
  server: TestServer,
  name: string,
  places: { readonly department?: string; readonly location?: string },
): Promise<string> {
  const { deviceId } = await server.report(
    inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-3107` } }),
  );
  await server.call('PATCH', `/api/v1/devices/${deviceId}`, { body: places });
  return deviceId;
}

/** Defines the departments, parents before children; answers their ids by path. */
export async function defineDepartments(
  server: TestServer,
  ...paths: readonly string[]
): Promise<Readonly<Record<string, string>>> {
  const ids: Record<string, string> = {};
  for (const path of paths) {
    const cut = path.lastIndexOf('/');
    const parent = cut < 0 ? null : ids[path.slice(0, cut)];
    const answer = await server.call('POST', '/api/v1/departments', {
      body: { parent, name: path.slice(cut + 1) },
    });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`);
    ids[path] = answer.body.id;
  }
  await server.caughtUp();
  return ids;
}

/** The tree as lines: `Plant A 1/3`, `old Trade 2/2`, indented by depth. */
export async function treeLines(
  server: TestServer,
  options: { readonly tree?: string; readonly token?: string; readonly query?: Record<string, string> } = {},
): Promise<readonly string[]> {
  const { tree = 'departments', token, query } = options;
  await server.caughtUp();
  const { body } = await server.call('GET', `/api/v1/${tree}/tree`, {
    ...(token !== undefined && { token }),
    ...(query && { query }),
  });
  return body.items.map(
    (node: { id: string | null; path: string; depth: number; devices: number; below: number }) =>
      `${'  '.repeat(node.depth)}${node.id === null ? 'old ' : ''}${node.path} ${node.devices}/${node.below}`,
  );
}
