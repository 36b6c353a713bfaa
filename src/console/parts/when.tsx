import { useFormat } from './format.ts';

/** A time as people say it; hover, focus and copy give it exactly. */
export function When({
  at,
  as = 'relative',
}: {
  at: string | number;
  as?: 'relative' | 'time' | 'dateTime' | 'date';
}) {
  const format = useFormat();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format[as](at)}
    </time>
  );
}
