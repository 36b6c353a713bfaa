import { useTranslation } from 'react-i18next';
import { problemText } from '../../parts/problem-text.ts';
import { Glyph } from '../../parts/status.tsx';
import { useNames } from '../use-names.ts';
import type { RunResult } from './run.ts';

interface Props {
  readonly result: RunResult;
  /** Before or after: "would change" or "changed". */
  readonly tense: 'would' | 'done';
  /** Of one device only what keeps it from the act is worth saying. */
  readonly single?: boolean;
}

const SHOWN = 50;

/** How many change, which are so already, and each refusal with its reason. */
export function RunSummary({ result, tense, single = false }: Props) {
  const { t } = useTranslation();
  const { changed, already, refused, untried } = result;
  const names = useNames(refused.map(each => each.id));
  if (single && changed.length > 0) return null;
  return (
    <div className="run-summary" role="status">
      {!single && <p>{t(`acts.${tense}.changed`, { count: changed.length })}</p>}
      {already.length > 0 && <p className="text2">{t('acts.already', { count: already.length })}</p>}
      {untried.length > 0 && <p>{t('acts.untried', { count: untried.length })}</p>}
      {refused.length > 0 && (
        <>
          <p>
            <Glyph shape="failed" tone="critical" /> {t(`acts.${tense}.refused`, { count: refused.length })}
          </p>
          <ul className="refusals" tabIndex={0} aria-label={t('acts.refusals')}>
            {refused.slice(0, SHOWN).map(({ id, error }) => (
              <li key={id}>
                <span className="mono">{names.get(id) ?? id.slice(0, 8)}</span> {problemText(error)}
              </li>
            ))}
            {refused.length > SHOWN && (
              <li className="text2">{t('acts.moreRefused', { count: refused.length - SHOWN })}</li>
            )}
          </ul>
        </>
      )}
    </div>
  );
}
