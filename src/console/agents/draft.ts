import { passwordFits, type PasswordEntry } from './password-field.tsx';
import { fits, plainSections, remoteItems, type ItemValue } from './setting-items.ts';
import type { Configuration, ConfigurationSettings, PasswordKind } from './types.ts';

export const passwordKinds: readonly PasswordKind[] = ['setup', 'uninstall', 'remoteControl'];

/** A configuration as it is being written. */
export interface Draft {
  readonly name: string;
  readonly settings: ConfigurationSettings;
  readonly passwords: Readonly<Record<PasswordKind, PasswordEntry>>;
  /** Null but for the default configuration. */
  readonly installFolder: string | null;
}

const kept: PasswordEntry = { mode: 'keep', text: '' };

export function draftOf({ name, settings, installFolder }: Configuration): Draft {
  return {
    name,
    settings,
    installFolder,
    passwords: { setup: kept, uninstall: kept, remoteControl: kept },
  };
}

export function draftFits({ name, settings, passwords }: Draft): boolean {
  const { remoteControl } = settings;
  const { screenPort, filePort, chatPort } = remoteControl;
  return (
    name.trim() !== '' &&
    plainSections.every(({ items }) => items.every(item => fits(item, settings[item.key]))) &&
    remoteItems.every(item => fits(item, remoteControl[item.key] as ItemValue)) &&
    new Set([screenPort, filePort, chatPort]).size === 3 &&
    passwordKinds.every(kind => passwordFits(passwords[kind]))
  );
}

/** Empty lines of a list are none. */
function settingsIn({ settings }: Draft): ConfigurationSettings {
  const { remoteControl } = settings;
  const approvedControllers = remoteControl.approvedControllers
    .map(line => line.trim())
    .filter(line => line !== '');
  return { ...settings, remoteControl: { ...remoteControl, approvedControllers } };
}

function passwordsIn({ passwords }: Draft): Partial<Record<PasswordKind, string | null>> {
  return Object.fromEntries(
    passwordKinds
      .filter(kind => passwords[kind].mode !== 'keep')
      .map(kind => [kind, passwords[kind].mode === 'clear' ? null : passwords[kind].text]),
  );
}

/** The configuration to add. */
export const addition = (draft: Draft) => ({
  name: draft.name.trim(),
  settings: settingsIn(draft),
  passwords: passwordsIn(draft),
});

/** What is to change: the server leaves out what is as it was. */
export const change = (draft: Draft) => ({
  ...addition(draft),
  ...(draft.installFolder !== null && { installFolder: draft.installFolder.trim() }),
});
