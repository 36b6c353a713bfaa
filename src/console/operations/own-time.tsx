import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';

interface Props {
  readonly record: { readonly at: string; readonly localTime: string };
  /** With the day before it. */
  readonly dated?: boolean;
}

/** A time by the computer's own clock; one that differs from the person's says by which. */
export function OwnTime({ record: { at, localTime }, dated = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [day = '', rest = ''] = localTime.split('T');
  const [clock, zone] = [rest.slice(0, 8), rest.slice(8)];
  const same = zone === zoneAt(new Date(at));
  return (
    <time dateTime={at} title={t('operations.bothTimes', { own: localTime, here: format.exact(at) })}>
      {dated && `${day} `}
      {clock}
      {!same && <span className="text3"> {zone}</span>}
    </time>
  );
}

/** `+09:00`, what this computer's clock is ahead of UTC at a moment. */
function zoneAt(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}
