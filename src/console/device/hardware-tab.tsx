import { useTranslation } from 'react-i18next';
import type { DeviceDetail } from '../api/types.ts';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { fieldValue, fieldWord, isMono, sectionWord } from './field-words.ts';
import { Value } from './value.tsx';

/** Sections of one record each, and the order in which the lists follow them. */
const records = ['hardware', 'operatingSystem'] as const;
const lists = [
  'processors',
  'memoryModules',
  'disks',
  'volumes',
  'networkAdapters',
  'videoCards',
  'monitors',
  'printers',
  'usbDevices',
  'controllers',
  'soundCards',
  'inputDevices',
  'batteries',
  'virtualMachines',
  'antivirus',
  'firewalls',
  'localUsers',
  'localGroups',
  'physicalVolumes',
  'logicalVolumes',
  'ports',
  'slots',
  'modems',
  'remoteManagement',
  'licences',
  'databases',
] as const;
const elsewhere = new Set<string>([...records, ...lists, 'software', 'agent']);

type Item = Readonly<Record<string, unknown>>;

/** Everything the agents reported, section by section, also sections that came later than this page. */
export function HardwareTab({ detail }: { detail: DeviceDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const inventory = detail.inventory as Readonly<Record<string, unknown>>;
  const further = Object.keys(inventory).filter(
    name =>
      !elsewhere.has(name) &&
      Array.isArray(inventory[name]) &&
      (inventory[name] as unknown[]).some(each => typeof each === 'object'),
  );
  const sections = [...lists, ...further].filter(
    name => Array.isArray(inventory[name]) && (inventory[name] as unknown[]).length > 0,
  );
  return (
    <div className="object-column wide">
      <div className="two-columns">
        {records.map(section => {
          const record = inventory[section] as Item | undefined;
          if (!record) return null;
          return (
            <Card key={section} title={sectionWord(section, t)}>
              <dl>
                {Object.entries(record).map(([field, value]) => (
                  <Value
                    key={field}
                    label={fieldWord(field, t)}
                    mono={isMono(field)}
                    source={detail.sources[`${section}.${field}`]}
                  >
                    {fieldValue(section, field, value, t, format)}
                  </Value>
                ))}
              </dl>
            </Card>
          );
        })}
      </div>
      {sections.map(section => (
        <SectionTable key={section} section={section} items={inventory[section] as readonly Item[]} />
      ))}
    </div>
  );
}

function SectionTable({ section, items }: { section: string; items: readonly Item[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fields = [...new Set(items.flatMap(item => Object.keys(item)))];
  return (
    <Card title={sectionWord(section, t)} note={format.number(items.length)}>
      <DataTable<Item>
        label={sectionWord(section, t)}
        rows={items}
        rowKey={(_, index) => String(index)}
        columns={fields.map(field => ({
          key: field,
          title: fieldWord(field, t),
          mono: isMono(field),
          right: items.every(item => item[field] === undefined || typeof item[field] === 'number'),
          cell: item =>
            fieldValue(section, field, item[field], t, format) || <span className="text3">–</span>,
        }))}
      />
    </Card>
  );
}
