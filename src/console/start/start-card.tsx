import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../parts/card.tsx';
import { StepMark } from './step-mark.tsx';
import { useStart } from './use-start.ts';

/** On Home: how far the way has come and where it goes on, until it is at its end or put away. */
export function StartCard() {
  const { t } = useTranslation();
  const { steps, next, begun, begin, dismiss } = useStart();
  useEffect(() => {
    // From here on it is shown past the first device, too.
    if (!begun) begin();
    // Once, when it is first shown.
  }, []);
  return (
    <Card
      title={t('start.title')}
      className="span-12 getting-started"
      note={t('start.progress', { done: steps.filter(each => each.done).length, count: steps.length })}
      action={
        <Button size="small" onClick={dismiss}>
          {t(next ? 'start.dismiss' : 'start.end')}
        </Button>
      }
    >
      <p className="text2 small-gap">{t(next ? 'start.lead' : 'start.complete')}</p>
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={step.key} data-done={step.done || undefined} data-next={step === next || undefined}>
            <StepMark step={step} number={index + 1} />
            <div>
              <Link to="/start" search={{ section: step.key }} className="step-link">
                {t(`start.${step.key}.title`)}
              </Link>
              <p className="text2">{t(`start.${step.key}.short`)}</p>
            </div>
          </li>
        ))}
      </ol>
      {next && (
        <Link to="/start" search={{ section: next.key }} className="button primary top-gap">
          {t('start.goOn', { step: t(`start.${next.key}.title`) })}
        </Link>
      )}
    </Card>
  );
}
