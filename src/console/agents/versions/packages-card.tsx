import { useTranslation } from 'react-i18next';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { useFormat } from '../../parts/format.ts';
import { Toned } from '../../parts/status.tsx';
import type { AgentPackage } from './types.ts';

const MIB = 2 ** 20;

/** What agents are installed from and updated by. */
export function PackagesCard({ packages }: { readonly packages: readonly AgentPackage[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('agentVersions.packages')}>
      {packages.length === 0 ? (
        <p className="text2 small-gap">
          {t('agentVersions.noPackages')} <code>muster agent-package add</code>
        </p>
      ) : (
        <DataTable<AgentPackage>
          label={t('agentVersions.packages')}
          rows={packages}
          rowKey={row => row.file}
          columns={[
            { key: 'version', title: t('agentVersions.version'), mono: true, cell: row => row.version },
            {
              key: 'platform',
              title: t('agentVersions.platform'),
              cell: row => t(`agentVersions.platforms.${row.platform as 'linux-x64'}`),
            },
            {
              key: 'size',
              title: t('agentVersions.size'),
              right: true,
              cell: row => format.mebibytes(Math.round(row.size / MIB)),
            },
            {
              key: 'latest',
              title: t('agentVersions.use'),
              cell: row =>
                row.latest ? <Toned shape="ok" tone="safe" word={t('agentVersions.latest')} /> : null,
            },
            {
              key: 'file',
              title: t('agentVersions.file'),
              cell: row => (
                <a href={`/api/v1/agent-packages/${row.platform}/${row.version}`} download={row.file}>
                  {row.file}
                </a>
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}
