import enFirst from '../../src/console/i18n/en/index.ts';
import enLater from '../../src/console/i18n/en/later.ts';
import jaFirst from '../../src/console/i18n/ja/index.ts';
import jaLater from '../../src/console/i18n/ja/later.ts';

const en = { ...enFirst, ...enLater };
const ja = { ...jaFirst, ...jaLater };

type Tree = { readonly [key: string]: string | Tree };

/** Every text by its path; the forms of a plural count as one, because Japanese has a single form. */
function texts(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) => {
      const here = path ? `${path}.${key}` : key;
      return typeof value === 'string'
        ? [[here.replace(/_(one|other)$/, ''), value] as const]
        : [...texts(value, here)];
    }),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(match => match[1]).sort();

describe('The catalogues of the console', () => {
  const english = texts(en);
  const japanese = texts(ja);

  it('hold the same keys in English and Japanese', () => {
    expect([...japanese.keys()].sort()).toEqual([...english.keys()].sort());
    expect(english.size).toBeGreaterThan(500);
  });

  it('fill the same gaps in both languages', () => {
    for (const [key, text] of english)
      expect([key, placeholders(japanese.get(key) ?? '')]).toEqual([key, placeholders(text)]);
  });

  it('leave no text empty, and no Japanese text in English but names and codes', () => {
    for (const [key, text] of [...english, ...japanese]) expect([key, text.trim()]).not.toEqual([key, '']);
    const same = [...english].filter(
      ([key, text]) => japanese.get(key) === text && /[a-z]{4,} [a-z]{3,}/.test(text),
    );
    expect(same).toEqual([]);
  });

  it('have every plural of a count in English', () => {
    const keys = [
      ...(function* walk(tree: Tree, path = ''): Generator<string> {
        for (const [key, value] of Object.entries(tree)) {
          const here = `${path}${key}`;
          if (typeof value === 'string') yield here;
          else yield* walk(value, `${here}.`);
        }
      })(en),
    ];
    for (const key of keys.filter(each => each.endsWith('_other')))
      expect(keys).toContain(key.replace(/_other$/, '_one'));
  });
});
