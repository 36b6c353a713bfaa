import { isIP } from 'node:net';
import { z } from 'zod';
import { deviceType, EditedFields, type Inventory } from '../../../../domain/devices/index.ts';
import type { Scope } from '../../../../projections/kernel/index.ts';
import { AppError, refused } from '../../errors/index.ts';
import { DeviceRecorder } from '../../intake/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { DryRun, Outcome } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { Place, Reason } from './acts.ts';
import { requireType } from './types.ts';
import { because } from './identity-acts.ts';

const Address = z
  .string()
  .trim()
  .refine(text => isIP(text) !== 0, 'is an IPv4 or IPv6 address');
const Mac = z
  .string()
  .trim()
  .regex(
    /^[0-9a-f]{2}([:-]?[0-9a-f]{2}){5}$/i,
    'is six pairs of hexadecimal digits, such as 00:1b:21:3c:4d:5e',
  )
  .transform(text => text.replace(/[:-]/g, '').toLowerCase().match(/../g)!.join(':'));

const Entered = z.strictObject({
  name: z.string().trim().min(1).max(255),
  /** Left out: what the facts make of it, mostly `unknown`. */
  deviceType: deviceType.optional(),
  ipAddress: Address.optional(),
  macAddress: Mac.optional(),
  fields: EditedFields.omit({ hostName: true }).optional(),
  department: Place.optional(),
  location: Place.optional(),
  reason: Reason,
});
type Entered = z.infer<typeof Entered>;

/** Devices that nothing can report for: a printer, a switch, a computer in a drawer. */
export const deviceRegistrationRoutes: RouteModule = (api, context) => {
  const { commands, clock, ids, presence } = context.services;
  const recorder = new DeviceRecorder({
    commands,
    clock,
    ids,
    presence,
    licences: context.licensing.devices,
  });
  api.route({
    method: 'POST',
    url: '/devices',
    config: {
      access: 'devices.manage',
      errors: ['DEVICE_EXISTS', 'DEVICE_TYPE_UNKNOWN', 'SCOPE_RESTRICTED'],
    },
    schema: {
      summary: 'Register a device by hand',
      description:
        'Refused where a device with this address, serial number or name is there already. When an agent reports ' +
        'for the machine later, it is this device. Accounts with a scope name a department within it.',
      tags: ['devices'],
      querystring: DryRun,
      body: Entered,
      response: { 201: Outcome.extend({ id: z.string(), managed: z.boolean() }) },
    },
    handler: async (request, reply) => {
      const { scope, actor } = principalOf(request);
      const { department = null, location = null, deviceType = null, reason } = request.body;
      if (!isWithin(scope, department)) throw new AppError('SCOPE_RESTRICTED');
      if (deviceType !== null) await requireType(context, deviceType);
      const { dryRun } = request.query;
      const result = await recorder.record({
        report: reportOf(request.body),
        actor,
        delivery: 'online',
        lastDevice: undefined,
        entered: { deviceType, department, location, ...because(reason) },
        dryRun,
      });
      if (result.kind === 'refused') throw refused(await said(result));
      const { deviceId: id, events, revision, position, managed } = result;
      const told = events.map(({ type, data }) => ({ type, data }));
      return reply.code(201).send({ id, dryRun, events: told, revision, position, managed });

      /** Which device it is, only to whom may see it. */
      async function said({ refusal, deviceId }: Extract<typeof result, { kind: 'refused' }>) {
        const visible = await context.reads(scope).visible('devices.list', [deviceId]);
        return visible.has(deviceId)
          ? { ...refusal, details: { ...refusal.details, id: deviceId } }
          : refusal;
      }
    },
  });
};

function isWithin(scope: Scope, department: string | null): boolean {
  if (scope === null) return true;
  return department !== null && scope.some(path => `${department}/`.startsWith(`${path}/`));
}

function reportOf({ name, ipAddress, macAddress, fields = {} }: Entered) {
  const { domain, description, ...rest } = fields;
  const hardware = section(rest, 'hardware') as Inventory['hardware'];
  const operatingSystem = section(rest, 'operatingSystem') as Inventory['operatingSystem'];
  const address =
    ipAddress === undefined ? {} : isIP(ipAddress) === 4 ? { ipv4: [ipAddress] } : { ipv6: [ipAddress] };
  const inventory: Inventory = {
    hostName: name,
    ...(domain == null ? {} : { domain }),
    ...(description == null ? {} : { description }),
    ...(hardware && { hardware }),
    ...(operatingSystem && { operatingSystem }),
    ...((ipAddress ?? macAddress) !== undefined && {
      networkAdapters: [
        { name: 'LAN', ...address, ...(macAddress === undefined ? {} : { mac: macAddress }) },
      ],
    }),
  };
  return {
    claims: {
      macs: macAddress === undefined ? [] : [macAddress],
      hostName: name,
      ...(hardware?.serialNumber === undefined ? {} : { serialNumber: hardware.serialNumber }),
    },
    inventory,
    partial: false,
    dialect: 'person' as const,
    unknownSections: [],
    dropped: [],
  };
}

/** `hardware.model` and its neighbours as one object; undefined where none is given. */
function section(fields: Readonly<Record<string, unknown>>, name: string): object | undefined {
  const given = Object.entries(fields).filter(
    ([path, value]) => path.startsWith(`${name}.`) && value !== undefined && value !== null,
  );
  return given.length === 0
    ? undefined
    : Object.fromEntries(given.map(([path, value]) => [path.slice(name.length + 1), value]));
}
