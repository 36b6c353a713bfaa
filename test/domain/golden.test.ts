import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createCatalogue, type EventDefinition, type StoredEvent } from '../../domain/kernel/index.ts';

/**
 * Events are kept for ever, so for every version of every type one example as it was stored is kept too:
 * `test/golden/<Type>.v<N>.json`. It must still be readable, and today's must still be written.
 */
const root = path.resolve(__dirname, '../..');
const golden = path.join(root, 'test/golden');

function isDefinition(value: unknown): value is EventDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    'upcasters' in value &&
    'schema' in value
  );
}

/** Every definition any context shows in its index, by whatever name it exports the record. */
function everyDefinition(): EventDefinition[] {
  const contexts = readdirSync(path.join(root, 'domain'))
    .filter(name => name !== 'kernel')
    .map(name => path.join(root, 'domain', name, 'index.ts'))
    .filter(file => existsSync(file));
  return contexts.flatMap(file =>
    Object.values(jest.requireActual<Record<string, unknown>>(file))
      .filter(exported => typeof exported === 'object' && exported !== null)
      .flatMap(record => Object.values(record as object))
      .filter(isDefinition),
  );
}

const definitions = [...new Set(everyDefinition())];
const catalogue = createCatalogue(
  Object.fromEntries(definitions.map(definition => [definition.type, definition])),
);
const versions = definitions.flatMap(({ type, version }) =>
  Array.from({ length: version }, (_, index) => ({
    type,
    version: index + 1,
    file: `${type}.v${index + 1}.json`,
  })),
);

describe('stored examples of every event', () => {
  test('there are events, and no example of an event that does not exist', () => {
    expect(definitions.length).toBeGreaterThan(0);
    const wanted = new Set(versions.map(({ file }) => file));
    expect(readdirSync(golden).filter(file => file.endsWith('.json') && !wanted.has(file))).toEqual([]);
  });

  test.each(versions)(
    '$type version $version can be read and becomes a valid event of today',
    ({ type, version, file }) => {
      const stored = JSON.parse(readFileSync(path.join(golden, file), 'utf8')) as StoredEvent;
      expect(stored).toMatchObject({ type, schemaVersion: version });
      expect(Object.keys(stored)).toEqual(
        expect.arrayContaining([
          'id',
          'at',
          'actor',
          'correlationId',
          'causationId',
          'data',
          'stream',
          'revision',
          'position',
        ]),
      );
      catalogue.check(catalogue.upcast(stored));
    },
  );
});
