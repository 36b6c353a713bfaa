import fc from 'fast-check';
import { z } from 'zod';
import { device, deviceStreamEvents, Inventory, itemSections } from '../../../domain/devices/index.ts';
import type { DeviceCommand } from '../../../domain/devices/index.ts';
import { day, DeviceLife, record } from '../../support/device-reports.ts';

/** Few values, so that entries meet: alike, nearly alike, and in another case. */
const words = fc.constantFrom(
  'eth0',
  'Intel  Xeon',
  'SN-1',
  'sn-2',
  'Größe',
  '部品',
  'a b',
  'veth9',
  '1.0',
  '2.0',
  'x'.repeat(40),
);
const numbers = fc.oneof(fc.nat(8), fc.constantFrom(1_000, 1_024, 2_048, 100_000, 99_000));

/** Anything a schema of the normal form allows, within those values. */
function anything(schema: z.ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodString)
    return words.filter(word => word.length <= (schema.maxLength ?? Infinity));
  if (schema instanceof z.ZodNumber) return numbers;
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...(schema.options as string[]));
  if (schema instanceof z.ZodArray) return fc.array(anything(schema.element as z.ZodType), { maxLength: 4 });
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
    const fields = Object.entries(shape).map(
      ([name, field]) =>
        [name, anything(field instanceof z.ZodOptional ? (field.unwrap() as z.ZodType) : field)] as const,
    );
    const requiredKeys = Object.keys(shape).filter(name => !(shape[name] instanceof z.ZodOptional));
    return fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true });
  }
  throw new Error(`no values for ${schema.constructor.name}`);
}

const inventories = anything(Inventory) as fc.Arbitrary<Inventory>;
const seedOf = fc.integer();

/** The same facts told otherwise: order, letter case, white space, some entries twice. */
function toldOtherwise(told: Inventory, seed: number): Inventory {
  let state = seed;
  const chance = (of: number) => ((state = (Math.imul(state, 1_103_515_245) + 12_345) | 0) >>> 8) % of;
  const disturb = (value: unknown, field = ''): unknown => {
    if (typeof value === 'string') {
      // States and families are fixed words.
      if (['status', 'family'].includes(field)) return value;
      const cased = [value, value.toUpperCase(), value.toLowerCase()][chance(3)] ?? value;
      const text =
        cased.toLowerCase() === value.toLowerCase() && cased.toLowerCase().length === value.length
          ? cased
          : value;
      return chance(2) ? text.replaceAll(' ', '   ') : text;
    }
    if (Array.isArray(value)) {
      const items = value.map(item => disturb(item, field));
      for (let at = items.length - 1; at > 0; at--) {
        const other = chance(at + 1);
        [items[at], items[other]] = [items[other], items[at]];
      }
      return field === 'software' && items.length > 0 && chance(2) ? [...items, items[0]] : items;
    }
    if (value === null || typeof value !== 'object') return value;
    const entries = Object.entries(value).map(([name, inner]) => [name, disturb(inner, name)]);
    return Object.fromEntries(chance(2) ? entries.reverse() : entries);
  };
  return disturb(told) as Inventory;
}

const settings = { numRuns: 150 };

test('the same facts told otherwise (order, case, white space, twice) change nothing', () => {
  fc.assert(
    fc.property(inventories, seedOf, (told, seed) => {
      const life = new DeviceLife();
      life.do(record(day(1), told));
      expect(life.do(record(day(2), toldOtherwise(told, seed)))).toStrictEqual([]);
    }),
    settings,
  );
});

test('after its differences are recorded, a report told again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(inventories, { minLength: 2, maxLength: 5 }), fc.boolean(), (reports, partial) => {
      const life = new DeviceLife();
      for (const [at, told] of reports.entries()) {
        life.do(record(day(at + 1), told, { partial }));
        expect(life.do(record(day(at + 10), told, { partial }))).toStrictEqual([]);
      }
    }),
    settings,
  );
});

test('every section told whole is known as told, in whatever order', () => {
  const comparable = (value: unknown) => JSON.stringify(value).toLowerCase().replace(/\s+/g, ' ');
  fc.assert(
    fc.property(inventories, inventories, (first, second) => {
      const life = new DeviceLife();
      life.do(record(day(1), first));
      life.do(record(day(2), second));
      const names = (items: readonly { readonly name: string }[] | undefined) =>
        (items ?? []).map(({ name }) => comparable(name)).sort();
      for (const section of ['databases', 'localUsers', 'cameras', 'printers'] as const)
        if (second[section])
          expect(names(life.state.inventory[section])).toStrictEqual(names(second[section]));
      if (second.hostName)
        expect(comparable(life.state.inventory.hostName)).toBe(comparable(second.hostName));
    }),
    settings,
  );
});

test('a partial report replaces the sections it tells and touches no other', () => {
  fc.assert(
    fc.property(inventories, inventories, fc.func(fc.boolean()), (first, second, isTold) => {
      const part: Inventory = Object.fromEntries(
        Object.entries(second).filter(([section]) => isTold(section)),
      );
      const life = new DeviceLife();
      life.do(record(day(1), first));
      const before = life.state;
      life.do(record(day(2), part, { partial: true }));
      const whole = new DeviceLife();
      whole.do(record(day(1), first));
      whole.do(record(day(2), { ...first, ...part }));
      for (const section of [...itemSections, 'software'] as const) {
        const { [section]: after = null } = { ...life.state.inventory, software: life.state.software };
        const told = section === 'software' ? part.software?.length : part[section];
        if (!told) {
          const { [section]: kept = null } = { ...before.inventory, software: before.software };
          expect(after).toStrictEqual(kept);
        } else {
          const { [section]: full = null } = { ...whole.state.inventory, software: whole.state.software };
          expect(after).toStrictEqual(full);
        }
      }
    }),
    settings,
  );
});

const acts: fc.Arbitrary<DeviceCommand> = fc.oneof(
  { weight: 4, arbitrary: inventories.map(told => record(day(2), told)) },
  { weight: 2, arbitrary: inventories.map(told => record(day(3), told, { dialect: 'glpi' })) },
  fc
    .record({ told: inventories, collected: fc.integer({ min: 1, max: 28 }) })
    .map(({ told, collected }) =>
      record(day(20), told, { delivery: 'offline', collectedAt: day(collected) }),
    ),
  fc.constantFrom<DeviceCommand>(
    { type: 'ManageDevice', at: day(3) },
    { type: 'IgnoreDevice', at: day(3) },
    { type: 'PlaceDevice', at: day(3), department: 'Plant A' },
    { type: 'MergeDevice', at: day(3), deviceId: 'a', into: 'b' },
    { type: 'RestoreDevice', at: day(3), from: 'b' },
    { type: 'RemoveDevice', at: day(3) },
  ),
);

test('whatever is commanded: events keep their schemas, replay gives the same state, and state survives JSON', () => {
  fc.assert(
    fc.property(fc.array(acts, { minLength: 1, maxLength: 8 }), commands => {
      let state = device.initial;
      const events = [];
      for (const command of commands) {
        const decision = device.decide(command, state);
        expect(device.decide(command, JSON.parse(JSON.stringify(state)) as typeof state)).toStrictEqual(
          decision,
        );
        if (decision.kind === 'refused') continue;
        for (const event of decision.events) {
          expect(deviceStreamEvents[event.type].schema.safeParse(event.data).error).toBeUndefined();
          events.push(event);
        }
        state = decision.events.reduce(device.evolve, state);
      }
      const stored = JSON.parse(JSON.stringify(events)) as typeof events;
      expect(stored.reduce(device.evolve, device.initial)).toStrictEqual(state);
    }),
    settings,
  );
});
