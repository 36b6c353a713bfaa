import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { type Setting, type SettingKey, settingKeys, settings } from './catalogue.ts';
import { nearest } from './nearest.ts';
import type { Given, SettingsFile } from './sources.ts';

/** Nobody writes so much by hand; a wrong path may name a log. */
const mostBytes = 1024 * 1024;

/** Reads a configuration file. Faults never repeat what stands in it but keys: values may be secrets. */
export function readSettingsFile(path: string): SettingsFile {
  const file = resolve(path);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { given: {}, faults: [`${file}: ${whyUnread(error)}`] };
  }
  if (text.length > mostBytes) return { given: {}, faults: [`${file}: is larger than ${mostBytes} bytes`] };
  return parse(text, file);
}

function whyUnread(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file; name the configuration file, or unset MUSTER_CONFIG';
  return code === 'EISDIR' ? 'is a folder; name a file' : `cannot be read (${code})`;
}

function parse(text: string, file: string): SettingsFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => `${file} line ${lines.linePos(offset).line}`;
  const broken = document.errors.map(
    ({ code, pos }) => `${at(pos[0])}: ${explained[code] ?? `is not YAML (${code}); ${quoting}`}`,
  );
  if (broken.length > 0) return { given: {}, faults: broken };
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return { given: {}, faults: [] };
  if (!isMap(contents)) return { given: {}, faults: [`${file}: is not a list of "key: value"`] };

  const given: Partial<Record<SettingKey, Given>> = {};
  const faults: string[] = [];
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const offset = (key as Node).range?.[0] ?? 0;
    if (!settingKeys.includes(name as SettingKey)) {
      const meant = nearest(name, settingKeys);
      faults.push(`${at(offset)}: there is no setting ${JSON.stringify(name)}; the nearest is "${meant}"`);
      continue;
    }
    const written = plain(value as Node | null, document);
    if (written === unresolved) {
      faults.push(`${at(offset)}: ${name} repeats an anchor that is not there; ${quoting}`);
      continue;
    }
    given[name as SettingKey] = {
      value: fromFile(name as SettingKey, written, file),
      source: { kind: 'file', file, line: lines.linePos(offset).line },
    };
  }
  return { given, faults };
}

const quoting = 'write "key: value", and values that begin with a sign such as * & ! % @ in quotes';
const explained: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'the key stands here a second time',
  MULTIPLE_DOCS: 'a second document begins here; one is read',
  TAB_AS_INDENT: 'a line begins with a tab; YAML wants spaces',
};

const unresolved = Symbol('an anchor that is not there');

/** Null where nothing was written: no schema takes it. */
function plain(value: Node | null, document: Document): unknown {
  try {
    return value?.toJS(document) ?? null;
  } catch {
    return unresolved;
  }
}

/** Paths in a file begin where the file is: it means the same wherever the server is started. */
function fromFile(key: SettingKey, value: unknown, file: string): unknown {
  if (typeof value !== 'string') return value;
  const { folder }: Setting = settings[key];
  if (folder === true && value !== '') return resolve(dirname(file), value);
  if (key === 'events' && /^sqlite:./.test(value))
    return `sqlite:${resolve(dirname(file), value.slice('sqlite:'.length))}`;
  return value;
}
