import { useTranslation } from 'react-i18next';
import { Glyph } from '../parts/status.tsx';
import type { Step } from './use-start.ts';

/** The number of a step, or that it is done or was passed over; in words for readers. */
export function StepMark({ step, number }: { step: Step; number: number }) {
  const { t } = useTranslation();
  const state = step.done ? 'isDone' : step.passed ? 'isPassed' : 'isOpen';
  return (
    <>
      {step.done ? (
        <Glyph shape="ok" tone="safe" size={18} />
      ) : (
        <span className="step-number" aria-hidden="true">
          {step.passed ? '–' : number}
        </span>
      )}
      <span className="visually-hidden">{t(`start.${state}`)}</span>
    </>
  );
}
