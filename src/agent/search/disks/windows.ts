import type { Source } from '../../inventory/collector.ts';
import { objectsOf, textIn } from '../../inventory/windows/powershell.ts';
import type { Disks } from './disks.ts';

/** 3: a disk of the computer; 2 is what can be pulled out, 4 the network. */
const script = "Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=3' | Select-Object DeviceID";

/** Folders into which another volume is mounted are links to Windows, and links are not followed. */
export async function windowsDisks(source: Source): Promise<Disks> {
  const drives = await objectsOf(source, script);
  const local = drives.flatMap(drive => {
    const letter = textIn(drive['DeviceID']);
    return letter !== undefined && /^[A-Z]:$/i.test(letter) ? [`${letter}\\`] : [];
  });
  return { local, mounts: new Set(local) };
}
