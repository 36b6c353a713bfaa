import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { problemText } from '../../parts/problem-text.ts';
import { Glyph } from '../../parts/status.tsx';
import { useNames } from '../use-names.ts';
import type { ManyResult } from './many.ts';
import type { DeviceAct } from './requests.ts';

interface Props {
  readonly result: ManyResult;
  /** Before or after: "would change" or "changed". */
  readonly tense: 'would' | 'done';
  readonly act: DeviceAct;
}

/** How many change, which are so already, and the reasons of refusals with the first devices of each. */
export function ManySummary({ result, tense, act }: Props) {
  const { t } = useTranslation();
  const { changed, already, refused, refusals } = result;
  const names = useNames(refusals.flatMap(({ devices }) => devices));
  return (
    <div className="run-summary" role="status">
      <p>{t(`acts.${tense}.changed`, { count: changed })}</p>
      {already > 0 && <p className="text2">{t('acts.already', { count: already })}</p>}
      {refused > 0 && (
        <>
          <p>
            <Glyph shape="failed" tone="critical" /> {t(`acts.${tense}.refused`, { count: refused })}
          </p>
          <ul className="refusals" tabIndex={0} aria-label={t('acts.refusals')}>
            {refusals.map(({ code, count, devices }) => (
              <li key={code}>
                <Why code={code} device={devices[0]!} act={act} />{' '}
                <span className="mono">{devices.map(id => names.get(id) ?? id.slice(0, 8)).join(', ')}</span>
                {count > devices.length && (
                  <span className="text2"> {t('acts.moreRefused', { count: count - devices.length })}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** The reason in words, as the server gives them for one of the devices; its code where it gives none any more. */
function Why({
  code,
  device,
  act,
}: {
  readonly code: string;
  readonly device: string;
  readonly act: DeviceAct;
}) {
  const { data } = useQuery({
    queryKey: ['why-refused', code, device],
    queryFn: () =>
      act(device, { dryRun: true }).then(
        () => code,
        (error: unknown) => problemText(error),
      ),
    staleTime: Infinity,
    gcTime: 0,
  });
  return <>{data ?? code}</>;
}
