import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly note?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A topic with a line around it, found by its heading; a landmark for each would bury the few that matter. */
export function Card({ title, note, action, className = '', children }: Props) {
  return (
    <section className={`card ${className}`}>
      <header className="card-head">
        <h2>{title}</h2>
        {note && <span className="card-note">{note}</span>}
        <span className="spacer" />
        {action}
      </header>
      {children}
    </section>
  );
}
