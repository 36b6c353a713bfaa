import { Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.ts';
import { useMay } from '../api/session.ts';
import { Card } from '../parts/card.tsx';
import { copyText } from '../parts/copy.ts';
import { Glyph } from '../parts/status.tsx';
import { useAsOf, useSetAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { recipes } from './agents.ts';
import { AgentsCard } from './agents-card.tsx';
import { ByHandCard } from './by-hand-card.tsx';
import { CreateToken } from './create-token.tsx';
import { InstallerCard } from '../installers/installer-card.tsx';
import { TokenList } from './token-list.tsx';

/** From nothing to the first device: a token, a configuration to paste, and the device arriving. */
export function AddDevicesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { time } = useAsOf();
  const setAsOf = useSetAsOf();
  const [token, setToken] = useState<string>();
  const [agent, setAgent] = useState<(typeof recipes)[number]['key']>('glpi');
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  usePageTitle([{ text: t('devices.title'), to: '/devices' }, { text: t('enrolment.title') }]);
  useLive(change => {
    if (change.collection === 'devices.list' && change.ids)
      setArrived(before => new Set([...before, ...change.ids!]));
  }, !time);
  const recipe = recipes.find(each => each.key === agent)!;
  const config = recipe.config(location.origin, token ?? t('enrolment.tokenHere'));
  if (time)
    return (
      <div className="page narrow">
        <h1>{t('enrolment.title')}</h1>
        <Button onClick={() => setAsOf(undefined)}>{t('shell.asOf.back')}</Button>
      </div>
    );
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>{t('enrolment.title')}</h1>
          <p className="text2 page-lead">{t('enrolment.lead')}</p>
        </div>
      </div>
      {location.protocol === 'http:' && (
        <div className="notice slim" data-tone="warning">
          <Glyph shape="warning" tone="warning" size={16} />
          <span>{t('enrolment.plainHttp')}</span>
        </div>
      )}
      <InstallerCard />
      <Card title={`1 · ${t('enrolment.step1')}`}>
        <CreateToken token={token} onToken={setToken} />
      </Card>
      <Card title={`2 · ${t('enrolment.step2')}`}>
        <p className="text2 small-gap">{t(token ? 'enrolment.step2Text' : 'enrolment.needToken')}</p>
        <div className="kind-filter">
          <Segmented
            aria-label={t('enrolment.step2')}
            value={agent}
            options={recipes.map(each => ({ value: each.key, label: each.name }))}
            onChange={setAgent}
          />
        </div>
        <span className="field-label">
          {t('enrolment.file')} <code>{recipe.file}</code>
        </span>
        <pre className="command" tabIndex={0} aria-label={recipe.file}>
          {config}
        </pre>
        <Button
          size="small"
          icon={<Copy size={13} aria-hidden="true" />}
          disabled={!token}
          onClick={() => void copyText(config)}
        >
          {t('enrolment.copyConfig')}
        </Button>
        <span className="field-label top-gap">{t('enrolment.command')}</span>
        <pre className="command">{recipe.command}</pre>
        <Button
          size="small"
          icon={<Copy size={13} aria-hidden="true" />}
          onClick={() => void copyText(recipe.command)}
        >
          {t('enrolment.copyCommand')}
        </Button>
        <p className="arrival" role="status">
          <Glyph shape={arrived.size > 0 ? 'ok' : 'running'} tone={arrived.size > 0 ? 'safe' : 'info'} />{' '}
          {arrived.size > 0 ? (
            <>
              {t('enrolment.arrived', { count: arrived.size })}{' '}
              <Link
                to="/devices"
                search={{ view: 'recent', f: 'registeredAt.within.7d', sort: '-registeredAt' }}
              >
                {t('enrolment.seeThem')}
              </Link>
            </>
          ) : (
            t('enrolment.waiting')
          )}
        </p>
      </Card>
      <TokenList />
      <AgentsCard />
      {may('devices.manage') && <ByHandCard />}
    </div>
  );
}
