import type { Collector, Item } from '../collector.ts';
import { objectsOf, textIn } from './powershell.ts';

const productsScript =
  'Get-CimInstance -Namespace root/SecurityCenter2 -ClassName AntiVirusProduct -ErrorAction SilentlyContinue | Select-Object displayName, productState';
const defenderScript =
  'if (Get-Command Get-MpComputerStatus -ErrorAction SilentlyContinue) { Get-MpComputerStatus -ErrorAction SilentlyContinue | Select-Object AMProductVersion, AntivirusEnabled, AntivirusSignatureVersion, DefenderSignaturesOutOfDate }';
const firewallScript = "Get-NetFirewallProfile | Select-Object Name, @{n='On';e={[string]$_.Enabled}}";

/** Whether something stands between this computer and the others, and what looks for malware on it. */
export const protection: Collector = {
  duty: 'security',
  sections: ['firewalls', 'antivirus'],
  words:
    'Whether the Windows firewall is on, by profile, and which antivirus programs run, with their versions.',
  async collect(source) {
    const profiles = await objectsOf(source, firewallScript);
    // Servers have no security centre; Defender answers for itself there.
    const products = await objectsOf(source, productsScript);
    const [defender] = await objectsOf(source, defenderScript);
    const others = products.filter(each => !isDefender(textIn(each['displayName'])));
    return {
      firewalls: profiles.map(profile => ({
        profile: textIn(profile['Name'])?.toLowerCase(),
        description: `${textIn(profile['Name'])} profile`,
        status: profile['On'] === 'True' ? 'on' : 'off',
      })),
      antivirus: [...(defender ? [defenderOf(defender)] : []), ...others.map(product)],
    };
  },
};

const isDefender = (name: string | undefined) => /defender/i.test(name ?? '');

function defenderOf(status: Readonly<Record<string, unknown>>): Item {
  const outOfDate = status['DefenderSignaturesOutOfDate'];
  return {
    name: 'Windows Defender',
    company: 'Microsoft Corporation',
    version: textIn(status['AMProductVersion']),
    base_version: textIn(status['AntivirusSignatureVersion']),
    enabled: status['AntivirusEnabled'] === true,
    uptodate: typeof outOfDate === 'boolean' ? !outOfDate : undefined,
  };
}

/** The state is three bytes: whose it is, whether it runs, whether what it looks for is recent. */
function product({ displayName, productState }: Readonly<Record<string, unknown>>): Item {
  const state = Number(productState);
  return {
    name: textIn(displayName),
    enabled: (state & 0xf000) === 0x1000,
    uptodate: (state & 0xff) === 0,
  };
}
