import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { Download, Terminal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Secret } from '../parts/secret.tsx';
import { Glyph } from '../parts/status.tsx';
import { installerUrl, issueCommand } from './requests.ts';
import type { InstallationSet } from './types.ts';

const hour = 3_600;

/** The two ways a set reaches computers: one file, or one line. */
export function HandOut({ set }: { readonly set: InstallationSet }) {
  const { t } = useTranslation();
  const format = useFormat();
  const issue = useMutation({ mutationFn: () => issueCommand(set.id, { uses: 1, expiresInSeconds: hour }) });
  if (set.size === null)
    return (
      <div className="notice slim" data-tone="warning">
        <Glyph shape="warning" tone="warning" size={16} />
        <span>{t('installers.noPackage')}</span>
      </div>
    );
  return (
    <>
      <p className="text2">{t('installers.handOut')}</p>
      <p>
        <Button type="primary" href={installerUrl(set.id)} icon={<Download size={14} aria-hidden="true" />}>
          {t('installers.downloadOf', { size: format.bytes(set.size) })}
        </Button>
      </p>
      <p className="text2">{t('installers.oneLine')}</p>
      {issue.data ? (
        <>
          <Secret
            label={t('installers.command')}
            value={issue.data.command}
            copyLabel={t('installers.copyCommand')}
          />
          <p className="small text2">
            {t('installers.goodFor', {
              count: issue.data.uses,
              until: format.dateTime(issue.data.expiresAt),
            })}
          </p>
        </>
      ) : (
        <p>
          <Button
            icon={<Terminal size={14} aria-hidden="true" />}
            loading={issue.isPending}
            onClick={() => issue.mutate()}
          >
            {t('installers.makeCommand')}
          </Button>
        </p>
      )}
      {issue.error && <ErrorPanel error={issue.error} />}
    </>
  );
}
