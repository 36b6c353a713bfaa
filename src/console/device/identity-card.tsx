import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { IdentityExplanation, IdentityKind } from '../../../domain/devices/index.ts';
import { Card } from '../parts/card.tsx';

type Shown = Partial<IdentityExplanation>;

/** Why reports are counted to this device: which keys matched, which spoke against it, which were rubbish. */
export function IdentityCard({ explanation }: { explanation: unknown }) {
  const { t } = useTranslation();
  if (typeof explanation !== 'object' || explanation === null) return null;
  const {
    decision,
    points = 0,
    needed = 0,
    matched = [],
    contradicted = [],
    rejected = [],
    others = [],
  } = explanation as Shown;
  const kind = (name: string) => (name in kinds ? t(`device.identity.kinds.${name as IdentityKind}`) : name);
  return (
    <Card title={t('device.identity.title')}>
      <p className="small-gap">
        {decision === 'matched' ? t('device.identity.matched', { points, needed }) : t('device.identity.new')}
      </p>
      {matched.length > 0 && (
        <Evidence
          title={t('device.identity.matchedKeys')}
          rows={matched.map(each => ({
            name: kind(each.kind),
            value: each.value,
            note: t('device.identity.points', { points: `+${each.points}` }),
          }))}
        />
      )}
      {contradicted.length > 0 && (
        <Evidence
          title={t('device.identity.contradicted')}
          rows={contradicted.map(each => ({
            name: kind(each.kind),
            value: each.value,
            note: t('device.identity.points', { points: `−${Math.abs(each.points)}` }),
          }))}
        />
      )}
      {rejected.length > 0 && (
        <Evidence
          title={t('device.identity.rejected')}
          rows={rejected.map(each => ({ name: kind(each.kind), value: each.value, note: each.reason }))}
        />
      )}
      {others.length > 0 && (
        <>
          <h3>{t('device.identity.others')}</h3>
          <ul className="plain-list">
            {others.map(each => (
              <li key={each.deviceId}>
                <Link to="/devices/$id" params={{ id: each.deviceId }} className="mono">
                  {each.deviceId.slice(0, 8)}
                </Link>{' '}
                <span className="text2">{t('device.identity.points', { points: each.points })}</span>{' '}
                <span className="text2">
                  {[...each.matched, ...(each.contradicted ?? [])]
                    .filter(one => one.points !== 0)
                    .map(one => `${kind(one.kind)} ${one.points > 0 ? '+' : '−'}${Math.abs(one.points)}`)
                    .join(', ')}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

const kinds: Readonly<Record<IdentityKind, true>> = {
  agentId: true,
  deviceId: true,
  uuid: true,
  serialNumber: true,
  motherboardSerial: true,
  mac: true,
  hostName: true,
};

function Evidence({
  title,
  rows,
}: {
  title: string;
  rows: readonly { readonly name: string; readonly value: string; readonly note: string }[];
}) {
  return (
    <>
      <h3>{title}</h3>
      <ul className="lines evidence">
        {rows.map((row, index) => (
          <li key={index}>
            <span>{row.name}</span>
            <span className="line-middle mono">{row.value}</span>
            <span className="text2">{row.note}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
