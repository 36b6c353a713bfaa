import { ProblemError } from '../api/client.ts';

/** A refusal in one line, for toasts and rows: what happened, why, what to do. */
export function problemText(error: unknown): string {
  if (!(error instanceof ProblemError)) return String(error);
  const { title, detail, remedy } = error.problem;
  return [title, detail, remedy].filter(Boolean).join(' · ');
}
