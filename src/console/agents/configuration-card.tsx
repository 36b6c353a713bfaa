import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import { useMay, useMe } from '../api/session.ts';
import { Card } from '../parts/card.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { KindMark } from './kind-mark.tsx';
import { ServingText } from './serving-text.tsx';
import type { AssignmentKind, ServingItem } from './types.ts';

interface DeviceConfiguration {
  readonly configuration: string;
  readonly name: string;
  readonly version: number;
  readonly kind: AssignmentKind;
  readonly by: string | null;
  readonly lackingToServe: readonly ServingItem[];
  readonly applied: { readonly configuration: string; readonly version: number } | null;
}

/** Which configuration a device has now, how it came to it, and whether its agent works by it. */
export function ConfigurationCard({ device }: { readonly device: string }) {
  const { t } = useTranslation();
  const { time } = useAsOf();
  const may = useMay();
  const me = useMe();
  const { data } = useQuery({
    queryKey: ['device', device, 'agent-configuration'],
    queryFn: ({ signal }) =>
      get<DeviceConfiguration>(
        `/devices/${encodeURIComponent(device)}/agent-configuration`,
        undefined,
        signal,
      ),
    enabled: !time,
  });
  if (!data || time) return null;
  const { applied } = data;
  const taken = applied?.configuration === data.configuration && applied.version === data.version;
  return (
    <Card
      title={t('agents.cardTitle')}
      action={
        may('system.read') && me?.scope === null && <Link to="/settings/agents">{t('agents.title')}</Link>
      }
    >
      <dl>
        <div className="kv">
          <dt>{t('agents.configuration')}</dt>
          <dd>{data.name}</dd>
        </div>
        <div className="kv">
          <dt>{t('agents.kind')}</dt>
          <dd>
            <KindMark kind={data.kind} by={data.by} />
          </dd>
        </div>
        <div className="kv">
          <dt>{t('agents.serving.title')}</dt>
          <dd>
            <ServingText lacking={data.lackingToServe} />
          </dd>
        </div>
        <div className="kv">
          <dt>{t('agents.takenOver')}</dt>
          <dd>{t(taken ? 'agents.taken' : applied ? 'agents.takenOlder' : 'agents.takenNever')}</dd>
        </div>
      </dl>
    </Card>
  );
}
