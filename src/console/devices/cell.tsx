import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import type { Cell } from '../api/types.ts';
import type { Format } from '../parts/format.ts';
import { isDeviceStatus, Status } from '../parts/status.tsx';
import type { ListColumn } from './columns.ts';
import { isDay } from './own-fields.ts';
import { nothingOf, valueWord } from './value-words.ts';

export interface CellContext {
  readonly t: TFunction;
  readonly format: Format;
  readonly past: boolean;
}

/** One value of a row. No effects and no component tree per cell: thousands of these pass while scrolling. */
export function renderCell(column: ListColumn, value: Cell, { t, format, past }: CellContext): ReactNode {
  if (value === null || value === undefined) {
    const key = past && column.volatile ? 'notRecorded' : nothingOf(column.key);
    return (
      <span className="nothing" title={t(`common.${key}Why`)}>
        {t(`common.${key}`)}
      </span>
    );
  }
  if ((column.key === 'online' || column.key === 'managementStatus') && isDeviceStatus(value))
    return <Status value={value} word={valueWord(column.key, value, t, format)} />;
  if (column.type === 'time' && !isDay(column.key)) {
    const time = value as string;
    return (
      <time dateTime={time} title={format.exact(time)}>
        {format.relative(time)}
      </time>
    );
  }
  return valueWord(column.key, value, t, format);
}

export const alignedRight = (column: ListColumn) => column.type === 'integer' || column.type === 'number';
