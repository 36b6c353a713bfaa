import { useId, type ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly note?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A topic with a line around it; the heading names it for assistive technology too. */
export function Card({ title, note, action, className = '', children }: Props) {
  const id = useId();
  return (
    <section className={`card ${className}`} aria-labelledby={id}>
      <header className="card-head">
        <h2 id={id}>{title}</h2>
        {note && <span className="card-note">{note}</span>}
        <span className="spacer" />
        {action}
      </header>
      {children}
    </section>
  );
}
