import { type SettingKey, settingKeys, settings } from './catalogue.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a value was written. */
export type Source =
  | { readonly kind: 'variable'; readonly variable: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'default' };

/** A value as it was written, and where. */
export interface Given {
  readonly value: unknown;
  readonly source: Source;
}

/** What a configuration file holds; its faults do not keep what is right in it from being checked too. */
export interface SettingsFile {
  readonly given: Readonly<Partial<Record<SettingKey, Given>>>;
  /** Whole lines for the operator. */
  readonly faults: readonly string[];
}

/** The environment wins over the file, the file over the default. */
export function gather(
  environment: Environment,
  file?: SettingsFile,
): Readonly<Partial<Record<SettingKey, Given>>> {
  const found: Partial<Record<SettingKey, Given>> = {};
  for (const key of settingKeys) {
    const { variable, unset } = settings[key] as { variable: string; unset?: string };
    const fromVariable = environment[variable];
    if (fromVariable !== undefined)
      found[key] = { value: fromVariable, source: { kind: 'variable', variable } };
    else if (file?.given[key]) found[key] = file.given[key];
    else if (unset !== undefined) found[key] = { value: unset, source: { kind: 'default' } };
  }
  return found;
}

/** How an error calls a setting: as it was written, or as it could be. */
export function nameIn(key: SettingKey, source: Source | undefined): string {
  return source?.kind === 'file' ? `${key} (${source.file} line ${source.line})` : settings[key].variable;
}
