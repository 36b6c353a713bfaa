import { useTranslation } from 'react-i18next';
import { useState, type ReactNode } from 'react';
import type { ValueSource } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';
import { Popup } from '../parts/popup.tsx';
import { When } from '../parts/when.tsx';

interface Props {
  readonly label: string;
  readonly children: ReactNode;
  readonly mono?: boolean;
  readonly source?: ValueSource | undefined;
  /** Why there may be no value: no agent told it, or nobody set it. */
  readonly nothing?: 'notCollected' | 'notSet';
}

/** A fact and where it comes from: a dotted line under the value says that it opens. */
export function Value({ label, children, mono = false, source, nothing = 'notCollected' }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const empty = children === undefined || children === null || children === '';
  return (
    <div className="kv">
      <dt>{label}</dt>
      <dd className={mono ? 'mono' : ''}>
        {empty ? (
          <span className="nothing" title={t(`common.${nothing}Why`)}>
            {t(`common.${nothing}`)}
          </span>
        ) : source ? (
          <Popup
            label={t('device.source.title')}
            open={open}
            setOpen={setOpen}
            trigger={props => (
              <button type="button" className="open-value" {...props}>
                {children}
              </button>
            )}
          >
            <SourceCard label={label} value={children} source={source} />
          </Popup>
        ) : (
          children
        )}
      </dd>
    </div>
  );
}

function SourceCard({ label, value, source }: { label: string; value: ReactNode; source: ValueSource }) {
  const { t } = useTranslation();
  const format = useFormat();
  const before = source.before;
  return (
    <div className="source-card">
      <h2>{label}</h2>
      <p className="source-value">{value}</p>
      <dl>
        {source.source && (
          <div className="kv">
            <dt>{t('device.source.source')}</dt>
            <dd>{source.source}</dd>
          </div>
        )}
        {source.since && (
          <div className="kv">
            <dt>{t('device.source.since')}</dt>
            <dd title={format.exact(source.since)}>
              <When at={source.since} as="dateTime" />
            </dd>
          </div>
        )}
        {source.knownSince && (
          <div className="kv">
            <dt>{t('device.source.knownSince')}</dt>
            <dd title={format.exact(source.knownSince)}>
              <When at={source.knownSince} as="dateTime" />
            </dd>
          </div>
        )}
        <div className="kv">
          <dt>{t('device.source.before')}</dt>
          <dd>
            {before === undefined || before === null ? (
              <span className="text2">{t('device.source.none')}</span>
            ) : typeof before === 'object' ? (
              <code>{JSON.stringify(before)}</code>
            ) : (
              String(before as string | number | boolean)
            )}
          </dd>
        </div>
      </dl>
    </div>
  );
}
