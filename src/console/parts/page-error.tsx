import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorPanel } from './error-panel.tsx';

/** A page that could not be shown at all; the shell around it stays. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <div className="page">
      <ErrorPanel error={error} retry={reset} />
    </div>
  );
}
