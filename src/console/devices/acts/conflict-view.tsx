import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Sentence } from '../../device/sentence.tsx';
import { When } from '../../parts/when.tsx';
import type { ConflictError } from './conflict.ts';
import { useRefresh } from './use-acted.ts';

interface Props {
  readonly conflict: ConflictError;
  /** What the person asked for, a line a change. */
  readonly yours: readonly string[];
  readonly reason: string;
}

/** Their change beside the one that was asked for. The foot of the dialog holds what can be done about it. */
export function ConflictView({ conflict, yours, reason }: Props) {
  const { t } = useTranslation();
  return (
    <div role="alert" className="conflict">
      <p>{t('acts.conflict.explain')}</p>
      <div className="conflict-sides">
        <section>
          <h3>{t('acts.conflict.theirs')}</h3>
          <ul>
            {conflict.theirs.map(entry => (
              <li key={entry.id}>
                <Sentence entry={entry} />
                <span className="small text2">
                  <span className="mono">{entry.actor}</span>, <When at={entry.at} as="dateTime" />
                </span>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h3>{t('acts.conflict.yours')}</h3>
          <ul>
            {yours.map(each => (
              <li key={each}>{each}</li>
            ))}
            {reason.trim() !== '' && <li>{t('acts.conflict.reason', { reason: reason.trim() })}</li>}
          </ul>
        </section>
      </div>
    </div>
  );
}

interface FootProps {
  readonly close: () => void;
  readonly apply: () => void;
  readonly applying: boolean;
}

/** The two ways out: what they did stays and is shown, or the own act is done on the device as it stands now. */
export function ConflictFoot({ close, apply, applying }: FootProps) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  return (
    <>
      <Button onClick={() => (close(), void refresh())}>{t('acts.conflict.keep')}</Button>
      <Button type="primary" loading={applying} onClick={apply}>
        {t('acts.conflict.apply')}
      </Button>
    </>
  );
}
