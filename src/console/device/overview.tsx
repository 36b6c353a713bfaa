import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ConfigurationCard } from '../agents/configuration-card.tsx';
import type { DeviceDetail } from '../api/types.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { When } from '../parts/when.tsx';
import { useGroups } from '../devices/groups.ts';
import { valueWord } from '../devices/value-words.ts';
import { useAsOf } from '../shell/as-of.ts';
import { CommandsCard } from './commands-card.tsx';
import { fieldWord } from './field-words.ts';
import { FieldsCard } from './fields-card.tsx';
import { IdentityCard } from './identity-card.tsx';
import { OfflineCard } from './offline-card.tsx';
import { newestSoftwareQuery } from './queries.ts';
import { Storage } from './storage-card.tsx';
import { Value } from './value.tsx';

export function Overview({ detail }: { detail: DeviceDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { inventory: inv, summary, sources } = detail;
  const word = (field: string) => fieldWord(field, t);
  const hardware = inv.hardware ?? {};
  const system = inv.operatingSystem ?? {};
  const from = (path: string) => sources[path];
  const groups = useGroups();
  const groupNames = groups
    .filter(({ id }) => detail.groups.includes(id))
    .map(({ name }) => name)
    .join(', ');
  const processors = [...new Set((inv.processors ?? []).map(each => each.name).filter(Boolean))].join(', ');
  const cores = inv.processors?.reduce((sum, each) => sum + (each.cores ?? 0), 0) ?? 0;
  return (
    <>
      <div className="object-column">
        <Card title={t('device.cards.identity')}>
          <dl>
            <Value label={word('hostName')} mono source={from('hostName')}>
              {inv.hostName}
            </Value>
            <Value label={word('serialNumber')} mono source={from('hardware.serialNumber')}>
              {hardware.serialNumber}
            </Value>
            <Value label={word('assetTag')} mono source={from('hardware.assetTag')}>
              {hardware.assetTag}
            </Value>
            <Value label={word('uuid')} mono source={from('hardware.uuid')}>
              {hardware.uuid}
            </Value>
            <Value label={word('lastUser')} mono source={from('lastUser')}>
              {inv.lastUser}
            </Value>
            <Value label={word('domain')} source={from('domain')}>
              {inv.domain}
            </Value>
            <Value label={word('department')} source={from('department')} nothing="notSet">
              {typeof summary['department'] === 'string'
                ? summary['department'].split('/').join(' / ')
                : undefined}
            </Value>
            <Value label={word('location')} source={from('location')} nothing="notSet">
              {typeof summary['location'] === 'string'
                ? summary['location'].split('/').join(' / ')
                : undefined}
            </Value>
            <Value label={t('devices.columns.groups')} nothing="notSet">
              {groupNames}
            </Value>
            <Value label={word('tag')} mono source={from('agent.tag')}>
              {inv.agent?.tag}
            </Value>
          </dl>
        </Card>
        <Card title={t('device.cards.system')}>
          <dl>
            <Value label={word('name')} source={from('operatingSystem.name')}>
              {system.name}
            </Value>
            <Value label={word('version')} mono source={from('operatingSystem.version')}>
              {system.version}
            </Value>
            <Value label={word('kernel')} mono source={from('operatingSystem.kernel')}>
              {system.kernel}
            </Value>
            <Value label={word('architecture')} source={from('operatingSystem.architecture')}>
              {system.architecture}
            </Value>
            <Value label={word('installedOn')} source={from('operatingSystem.installedOn')}>
              {system.installedOn}
            </Value>
          </dl>
        </Card>
        <Card title={t('device.cards.agent')}>
          <dl>
            <Value label={word('name')} source={from('agent.name')}>
              {inv.agent?.name}
            </Value>
            <Value label={word('version')} mono source={from('agent.version')}>
              {inv.agent?.version}
            </Value>
            <Value label={word('dialect')}>
              {typeof summary['dialect'] === 'string'
                ? valueWord('dialect', summary['dialect'], t, format)
                : undefined}
            </Value>
            <Value label={word('registered')}>
              {typeof summary['registeredAt'] === 'string' ? (
                <When at={summary['registeredAt']} as="dateTime" />
              ) : undefined}
            </Value>
            <Value label={word('lastInventory')}>
              {typeof summary['lastInventoryAt'] === 'string' ? (
                <When at={summary['lastInventoryAt']} as="dateTime" />
              ) : undefined}
            </Value>
          </dl>
        </Card>
      </div>
      <div className="object-column">
        <Card
          title={t('device.cards.hardware')}
          action={
            <Link to="." search={previous => ({ ...previous, tab: 'hardware' })}>
              {t('device.all')}
            </Link>
          }
        >
          <dl>
            <Value label={word('manufacturer')} source={from('hardware.manufacturer')}>
              {hardware.manufacturer}
            </Value>
            <Value label={word('model')} source={from('hardware.model')}>
              {hardware.model}
            </Value>
            <Value label={t('device.sections.processors')} source={from('processors')}>
              {processors
                ? `${processors}${cores ? `, ${format.number(cores)} ${word('cores').toLowerCase()}` : ''}`
                : undefined}
            </Value>
            <Value label={word('memory')} source={from('hardware.memory')}>
              {hardware.memory === undefined ? undefined : format.mebibytes(hardware.memory)}
            </Value>
            <Value label={word('virtualization')} source={from('hardware.virtualization')}>
              {hardware.virtualization}
            </Value>
          </dl>
        </Card>
        <FieldsCard detail={detail} />
        {detail.offline && <OfflineCard delivery={detail.offline} />}
        <CommandsCard id={detail.id} name={String(summary['name'] ?? detail.id)} />
        <Storage volumes={inv.volumes} />
        <Network adapters={inv.networkAdapters} />
        <NewestSoftware
          id={detail.id}
          count={typeof summary['softwareCount'] === 'number' ? summary['softwareCount'] : undefined}
        />
        {summary['managementType'] !== 'agentless' && <ConfigurationCard device={detail.id} />}
        <IdentityCard explanation={detail.identity} />
      </div>
    </>
  );
}

function Network({ adapters }: { adapters: DeviceDetail['inventory']['networkAdapters'] }) {
  const { t } = useTranslation();
  if (!adapters || adapters.length === 0) return null;
  const none = <span className="text3">–</span>;
  return (
    <Card title={t('device.cards.network')}>
      <DataTable
        label={t('device.cards.network')}
        rows={adapters}
        rowKey={(row, index) => `${row.name}-${index}`}
        columns={[
          { key: 'name', title: fieldWord('name', t), mono: true, cell: row => row.name },
          {
            key: 'address',
            title: fieldWord('ipv4', t),
            mono: true,
            cell: row => [...(row.ipv4 ?? []), ...(row.ipv6 ?? [])].join(', ') || none,
          },
          { key: 'mac', title: fieldWord('mac', t), mono: true, cell: row => row.mac ?? none },
          {
            key: 'status',
            title: fieldWord('status', t),
            right: true,
            cell: row => (row.status ? t(row.status === 'up' ? 'device.up' : 'device.down') : none),
          },
        ]}
      />
    </Card>
  );
}

function NewestSoftware({ id, count }: { id: string; count: number | undefined }) {
  const { t } = useTranslation();
  const { params } = useAsOf();
  const { data } = useQuery(newestSoftwareQuery(id, params));
  return (
    <Card
      title={t('device.newest')}
      action={
        <Link to="." search={previous => ({ ...previous, tab: 'software' })}>
          {count === undefined ? t('device.all') : t('device.allSoftware', { count })}
        </Link>
      }
    >
      {!data ? (
        <Bones lines={6} />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('device.software.none')}</p>
      ) : (
        <ul className="lines">
          {data.items.map(row => (
            <li key={row.id}>
              <span className="mono strong-line">{String(row['name'])}</span>
              <span className="line-middle mono">{row['version'] ? String(row['version']) : ''}</span>
              {typeof row['since'] === 'string' && <When at={row['since']} />}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
