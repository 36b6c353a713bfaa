import fc from 'fast-check';
import { MemoryReadStore } from '../../../adapters/read-store/memory.ts';
import { deepest, organizationTree, treeStream } from '../../../domain/organization/index.ts';
import type { OrganizationCommand, Tree } from '../../../domain/organization/index.ts';
import { fold } from '../../../domain/devices/index.ts';
import { organizationProjection } from '../../../projections/organization/index.ts';
import { changesOf, eventLog } from '../../support/four-way.ts';
import '../../support/seed.ts';

const at = '2026-11-30T09:00:00.000Z';
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const parent = fc.option(id, { nil: null });
const name = fc.constantFrom('Sales', 'sales', 'Plant A', 'Plant  a', 'X', 'A/B', '');
const path = fc
  .array(fc.constantFrom('Sales', 'Plant A', 'X', 'Y'), { minLength: 1, maxLength: 3 })
  .map(parts => parts.join('/'));
const command: fc.Arbitrary<OrganizationCommand> = fc.oneof(
  fc.record({ type: fc.constant('AddDefinition' as const), at: fc.constant(at), id, parent, name }),
  fc.record({ type: fc.constant('EditDefinition' as const), at: fc.constant(at), id, name, parent }),
  fc.record({ type: fc.constant('EditDefinition' as const), at: fc.constant(at), id, before: parent }),
  fc.record({ type: fc.constant('RemoveDefinition' as const), at: fc.constant(at), id }),
  fc.record({
    type: fc.constant('RenameGroup' as const),
    at: fc.constant(at),
    act: id,
    from: path,
    to: path,
    devices: fc.constant(1),
  }),
  fc.record({
    type: fc.constant('DeleteGroup' as const),
    at: fc.constant(at),
    act: id,
    path,
    devices: fc.constant(1),
  }),
  fc.record({ type: fc.constant('UndoGroupAct' as const), at: fc.constant(at), act: id }),
);

/** Path of each definition by its parents; fails where one is below itself. */
function pathsIn({ definitions }: Tree): Readonly<Record<string, string>> {
  const pathOf = (one: string, below: number): string => {
    expect(below).toBeLessThanOrEqual(deepest);
    const { parent: above, name: own } = definitions[one]!;
    return above === null ? own : `${pathOf(above, below + 1)}/${own}`;
  };
  return Object.fromEntries(Object.keys(definitions).map(one => [one, pathOf(one, 1)]));
}

test('whatever is asked: no name twice among siblings, nothing below itself, and the read model has the tree’s paths', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 40 }), async commands => {
      const stored = eventLog();
      const store = new MemoryReadStore();
      await store.open(organizationProjection);
      let tree = organizationTree.initial;
      for (const given of commands) {
        const decision = organizationTree.decide(given, tree);
        if (decision.kind === 'refused') continue;
        for (const event of decision.events) {
          tree = organizationTree.evolve(tree, event);
          const one = stored(treeStream('department'), event.type, event.data);
          await store.apply(
            organizationProjection.name,
            changesOf(organizationProjection, [one]),
            one.position,
            one.at,
          );
        }
        const paths = pathsIn(tree);
        const siblings = Object.values(tree.definitions).map(each => `${each.parent} ${fold(each.name)}`);
        expect(new Set(siblings).size).toBe(siblings.length);
        const { items } = await store.find('organization.departments', { limit: 100 });
        expect(Object.fromEntries(items.map(row => [row.id, row.columns.path]))).toEqual(paths);
        expect(Object.fromEntries(items.map(row => [row.id, row.columns.order]))).toEqual(
          Object.fromEntries(Object.values(tree.definitions).map(each => [each.id, each.order])),
        );
      }
    }),
    { numRuns: 60 },
  );
});
