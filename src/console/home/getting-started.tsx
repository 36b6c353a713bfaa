import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import type { List } from '../api/types.ts';
import { Card } from '../parts/card.tsx';
import { Glyph } from '../parts/status.tsx';

/** Looked at this often while the list is shown, beside the live changes. */
const LOOK = 5_000;

const countOf = (path: string) => ({
  queryKey: ['getting-started', path],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await get<List<unknown>>(path, undefined, signal)).total ?? 0,
  refetchInterval: LOOK,
});

/** The way from an empty installation to the first device; each step ticks itself from what has happened. */
export function GettingStarted({ devices, hide }: { devices: number; hide: () => void }) {
  const { t } = useTranslation();
  const tokens = useQuery(countOf('/enrolment-tokens'));
  const agents = useQuery(countOf('/agents'));
  const seen = devices > 0;
  const connected = seen || (agents.data ?? 0) > 0;
  const steps = [
    { key: 'token', done: connected || (tokens.data ?? 0) > 0, to: '/devices/add' },
    { key: 'agent', done: connected, to: '/devices/add' },
    { key: 'device', done: seen, to: '/devices' },
  ] as const;
  const next = steps.find(each => !each.done);
  return (
    <Card
      title={t('home.start.title')}
      className="span-12 getting-started"
      action={
        <Button size="small" onClick={hide}>
          {t('home.start.hide')}
        </Button>
      }
    >
      <p className="text2 small-gap">{t(next ? 'home.start.lead' : 'home.start.done')}</p>
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={step.key} data-done={step.done || undefined} data-next={step === next || undefined}>
            {step.done ? (
              <Glyph shape="ok" tone="safe" size={18} />
            ) : (
              <span className="step-number" aria-hidden="true">
                {index + 1}
              </span>
            )}
            <div>
              <strong>{t(`home.start.${step.key}`)}</strong>
              <span className="visually-hidden">
                {t(step.done ? 'home.start.isDone' : 'home.start.isOpen')}
              </span>
              <p className="text2">{t(`home.start.${step.key}Text`)}</p>
            </div>
            {(step === next || (step.key === 'device' && step.done)) && (
              <Link to={step.to} className={step === next ? 'button primary' : 'button'}>
                {t(step.done ? 'home.start.open' : `home.start.${step.key}Act`)}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
