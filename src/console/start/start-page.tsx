import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../parts/card.tsx';
import { useAsOf, useSetAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { StepContent } from './step-content.tsx';
import { StepMark } from './step-mark.tsx';
import { useStart } from './use-start.ts';

/** Getting started: each step does its thing here; it can be passed over, left, and taken up again anywhere. */
export function StartPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { section } = useSearch({ strict: false });
  const { time } = useAsOf();
  const setAsOf = useSetAsOf();
  const { ready, steps, next, pass, dismissed, dismiss, resume } = useStart(!time);
  usePageTitle([{ text: t('start.title') }]);
  const step = steps.find(({ key }) => key === section) ?? next ?? steps.at(-1)!;
  // A step that is done while one looks at it stays until one goes on.
  useEffect(() => {
    if (ready && step.key !== section)
      void navigate({ to: '/start', replace: true, search: { section: step.key } });
  }, [ready, step.key, section, navigate]);
  if (time)
    return (
      <div className="page narrow">
        <h1>{t('start.title')}</h1>
        <Button onClick={() => setAsOf(undefined)}>{t('shell.asOf.back')}</Button>
      </div>
    );
  if (!ready) return null;
  const at = steps.indexOf(step);
  const go = (to: number) => {
    const there = steps[to];
    if (there) void navigate({ to: '/start', search: { section: there.key } });
    else void navigate({ to: '/' });
  };
  return (
    <div className="page start-page">
      <div className="page-head">
        <div className="title-row">
          <h1>{t('start.title')}</h1>
          <span className="spacer" />
          <Button size="small" onClick={dismissed ? resume : dismiss}>
            {t(dismissed ? 'start.showAtHome' : 'start.dismiss')}
          </Button>
        </div>
        <p className="text2 page-lead">{t(next ? 'start.lead' : 'start.complete')}</p>
      </div>
      <div className="start-body">
        <nav aria-label={t('start.steps')}>
          <ol className="start-steps">
            {steps.map((each, index) => (
              <li key={each.key}>
                <Link
                  to="/start"
                  search={{ section: each.key }}
                  data-current={each === step || undefined}
                  aria-current={each === step ? 'step' : undefined}
                  activeProps={{}}
                >
                  <StepMark step={each} number={index + 1} />
                  <span>{t(`start.${each.key}.title`)}</span>
                </Link>
              </li>
            ))}
          </ol>
        </nav>
        <div className="start-step">
          <Card
            title={t(`start.${step.key}.title`)}
            note={t('start.place', { number: at + 1, count: steps.length })}
          >
            <p className="text2 small-gap">{t(`start.${step.key}.text`)}</p>
            <StepContent step={step} />
            <footer className="start-foot">
              {at > 0 && (
                <Button icon={<ArrowLeft size={14} aria-hidden="true" />} onClick={() => go(at - 1)}>
                  {t('start.back')}
                </Button>
              )}
              <span className="spacer" />
              <Button
                type={step.done ? 'primary' : 'default'}
                onClick={() => {
                  if (!step.done) pass(step.key);
                  go(at + 1);
                }}
              >
                {t(at === steps.length - 1 ? 'start.finish' : step.done ? 'start.next' : 'start.skip')}{' '}
                <ArrowRight size={14} aria-hidden="true" />
              </Button>
            </footer>
          </Card>
        </div>
      </div>
    </div>
  );
}
