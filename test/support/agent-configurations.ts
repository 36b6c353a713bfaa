import { inventory } from './device-reports.ts';
import type { Answer, TestServer } from './server.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
const path = '/api/v1/agent-configurations';

/** What tests of agent configurations ask of the server that `at` answers. */
export function configurationsAt(at: () => TestServer) {
  const call = (method: Method, rest = '', body?: unknown, headers: Record<string, string> = {}) =>
    at().call(method, `${path}${rest}`, { ...(body === undefined ? {} : { body }), headers });
  return {
    call,
    /** Adds one; answers its id. */
    async add(name: string, settings: object = {}, passwords: object = {}): Promise<string> {
      const added = await call('POST', '', { name, settings, passwords });
      if (added.status !== 201) throw new Error(`${name}: ${added.status} ${added.text}`);
      return added.body.id;
    },
    assign: (configuration: string, targets: readonly object[], query = '') =>
      call('POST', `/assignments${query}`, { configuration, targets }),
    cancel: (targets: readonly object[], within = false) =>
      call('POST', '/assignments/cancel', { targets, within }),
    /** A computer that reports for itself, in a department if one is named. */
    async computer(name: string, department?: string): Promise<string> {
      const { deviceId } = await at().report(
        inventory({ hostName: name, hardware: { serialNumber: `SN-${name}-77`, memory: 8_192 } }),
      );
      if (department !== undefined)
        await at().call('PATCH', `/api/v1/devices/${deviceId}`, { body: { department } });
      await at().caughtUp();
      return deviceId;
    },
    settingsFor: (device: string) => at().context.agentSettings.agentSettingsFor(device),
  };
}

/** Status and code of an answer. */
export const said = ({ status, body }: Answer): readonly unknown[] => [status, body.code];

export const department = (of: string) => ({ kind: 'department', path: of });

/** Types of the events of agent configurations, in their order. */
export async function configurationEventTypes({ services }: TestServer): Promise<string[]> {
  const found: string[] = [];
  for await (const batch of services.events.readStream('configurations-agents'))
    found.push(...batch.map(({ type }) => type));
  return found;
}
