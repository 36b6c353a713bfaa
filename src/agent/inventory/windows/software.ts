import type { Collector, Item } from '../collector.ts';
import { objectsOf, textIn } from './powershell.ts';

const uninstall = 'Microsoft\\Windows\\CurrentVersion\\Uninstall\\*';
const fields =
  'PSPath, PSChildName, DisplayName, DisplayVersion, Publisher, InstallDate, InstallLocation, EstimatedSize, SystemComponent, ParentKeyName, ReleaseType';
const installedScript = `Get-ItemProperty 'HKLM:\\SOFTWARE\\${uninstall}', 'HKLM:\\SOFTWARE\\WOW6432Node\\${uninstall}' -ErrorAction SilentlyContinue | Select-Object ${fields}`;
const hotfixScript =
  "Get-HotFix | Select-Object HotFixID, Description, @{n='On';e={if ($_.InstalledOn) {$_.InstalledOn.ToString('yyyy-MM-dd')}}}";

/** What "Apps and features" lists for all users, and the updates of Windows. */
export const software: Collector = {
  duty: 'security',
  sections: ['softwares'],
  words:
    'Installed programs (registry) and updates of Windows: name, version, maker, date, folder. Not what anybody does with them.',
  async collect(source) {
    const installed = await objectsOf(source, installedScript);
    const hotfixes = await objectsOf(source, hotfixScript);
    return { softwares: [...installed.flatMap(program), ...hotfixes.flatMap(hotfix)] };
  },
};

/** Entries without a name, parts of others and what Windows hides are no programs to people. */
function program(entry: Readonly<Record<string, unknown>>): Item[] {
  const name = textIn(entry['DisplayName']);
  const isPart = textIn(entry['ParentKeyName']) !== undefined || textIn(entry['ReleaseType']) !== undefined;
  if (name === undefined || entry['SystemComponent'] === 1 || isPart) return [];
  const key = textIn(entry['PSChildName']);
  const kibibytes = Number(entry['EstimatedSize']);
  return [
    {
      name,
      version: textIn(entry['DisplayVersion']),
      publisher: textIn(entry['Publisher']),
      arch: /WOW6432Node/i.test(String(entry['PSPath'])) ? 'i586' : 'x86_64',
      install_date: day(textIn(entry['InstallDate'])),
      folder: textIn(entry['InstallLocation']),
      guid: key?.startsWith('{') ? key : undefined,
      filesize: kibibytes > 0 ? kibibytes * 1_024 : undefined,
      from: 'registry',
      system_category: 'application',
    },
  ];
}

function hotfix(entry: Readonly<Record<string, unknown>>): Item[] {
  const name = textIn(entry['HotFixID']);
  if (name === undefined) return [];
  return [
    {
      name,
      comments: textIn(entry['Description']),
      publisher: 'Microsoft Corporation',
      install_date: textIn(entry['On']),
      from: 'hotfix',
      system_category: 'hotfix',
    },
  ];
}

/** `20260819`; what makers write otherwise is no date to rely on. */
function day(text: string | undefined): string | undefined {
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(text ?? '');
  return found ? found.slice(1).join('-') : undefined;
}
