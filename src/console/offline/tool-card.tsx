import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PackagePlatform } from '../../../domain/agents/index.ts';
import { apiUrl, get } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import { Card } from '../parts/card.tsx';

const platforms: readonly PackagePlatform[] = [
  'linux-x64',
  'linux-arm64',
  'win-x64',
  'darwin-x64',
  'darwin-arm64',
];

interface Packages {
  readonly items: readonly {
    readonly platform: PackagePlatform;
    readonly latest: boolean;
    readonly version: string;
  }[];
}

/** The tool that is carried to the computers: one archive per platform. */
export function ToolCard() {
  const { t } = useTranslation();
  const may = useMay();
  const [chosen, setChosen] = useState<PackagePlatform>();
  const { data } = useQuery({
    queryKey: ['agent-packages'],
    queryFn: ({ signal }) => get<Packages>('/agent-packages', {}, signal),
    enabled: may('system.read'),
  });
  // Who may not see the packages is told by the server what is missing.
  const kept = data?.items.filter(({ latest }) => latest).map(({ platform }) => platform) ?? platforms;
  const platform = chosen ?? kept[0];
  return (
    <Card title={t('offline.tool')}>
      <p className="text2 small-gap">{t('offline.toolText')}</p>
      {platform === undefined ? (
        <p>
          {t('offline.noPackage')} <code>muster agent-package add</code>
        </p>
      ) : (
        <div className="row-actions">
          <Select
            aria-label={t('offline.platform')}
            value={platform}
            options={kept.map(value => ({ value, label: t(`offline.platforms.${value}`) }))}
            onChange={setChosen}
          />
          <a className="button" href={apiUrl('/offline-tool', { platform })} download="MusterOffline.zip">
            <Download size={15} aria-hidden="true" /> {t('offline.create')}
          </a>
        </div>
      )}
    </Card>
  );
}
