import { resolve } from 'node:path';
import { redacted } from '../../../adapters/event-store/address.ts';
import { type Setting, type SettingKey, settingKeys, settings } from './catalogue.ts';
import type { Given, Source } from './sources.ts';

/** A setting in force, as it may be shown to anybody. */
export interface ShownSetting {
  readonly key: SettingKey;
  readonly value: string;
  readonly source: string;
}

/** Every setting with what it is and where that was written; no secret is in it. */
export function shownSettings(given: Readonly<Partial<Record<SettingKey, Given>>>): ShownSetting[] {
  return settingKeys.map(key => {
    const setting: Setting = settings[key];
    const { value, source = { kind: 'default' } as const } = given[key] ?? {};
    return {
      key,
      value: value === undefined ? `(${plainText(setting.without ?? '')})` : shown(value, setting),
      source: sourceText(source),
    };
  });
}

function shown(value: unknown, { secret, folder }: Setting): string {
  if (secret === 'value') return '(set, not shown)';
  const written = Array.isArray(value) ? value.join(',') : String(value);
  const text = folder === true ? resolve(written) : written;
  if (secret !== 'address') return text === '' ? '(none)' : text;
  const bare = redacted(text);
  return bare === text ? text : `${bare} (user, password and what follows ? not shown)`;
}

function sourceText(source: Source): string {
  if (source.kind === 'variable') return source.variable;
  return source.kind === 'file' ? `${source.file} line ${source.line}` : 'default';
}

/** The table of docs/configuration.md, line by line. */
export function settingsTable(): string[] {
  const rows = settingKeys.map(key => {
    const { variable, allowed, about, unset, without, secret }: Setting = settings[key];
    const preset = unset === undefined ? without : unset === '' ? 'none' : `\`${unset}\``;
    const hidden = secret === 'value' ? ' Secret.' : '';
    return `| \`${key}\` | \`${variable}\` | ${about}${hidden} | ${allowed} | ${preset} |`;
  });
  return ['| Key | Variable | | Allowed | Without |', '|---|---|---|---|---|', ...rows];
}

function plainText(markdown: string): string {
  return markdown.replaceAll('`', '');
}
