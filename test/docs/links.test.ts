import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const documents = [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .map(file => join('docs', file)),
];

/** Files of this project that a document links to or shows. */
function linkedFrom(document: string): string[] {
  const text = readFileSync(document, 'utf8').replace(/```[\s\S]*?```/g, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '');
  return targets
    .filter(target => !/^(https?:|mailto:|#|\/)/.test(target))
    .map(target => join(dirname(document), decodeURIComponent(target.replace(/#.*$/, ''))));
}

test.each(documents)('%s links to what is there', document => {
  expect(linkedFrom(document).filter(target => !existsSync(target))).toEqual([]);
});

test('there are documents with links, or the above says nothing', () => {
  expect(documents.length).toBeGreaterThan(50);
  expect(documents.flatMap(linkedFrom).length).toBeGreaterThan(200);
});

test('files that commands of the README name are there', () => {
  const commands = [...readFileSync('README.md', 'utf8').matchAll(/muster inventory import ([^`\s]+)/g)];
  expect(commands.length).toBeGreaterThan(0);
  for (const [, pattern] of commands) expect(globSync(pattern!)).not.toEqual([]);
});
