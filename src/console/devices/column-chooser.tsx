import { Button, Input } from 'antd';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreference } from '../shell/preferences.ts';
import { useColumnChoice } from './column-choice.ts';
import { columnByKey, offeredColumns, type DeviceColumnKey } from './columns.ts';
import { columnWord } from './filter-words.ts';
import { useDeviceFields } from './own-fields.ts';

/** Which columns, in which order, how wide: kept per user on the server. */
export function ColumnChooser({ columns }: { columns: readonly DeviceColumnKey[] }) {
  const { t } = useTranslation();
  const fields = useDeviceFields();
  const { set, setWidth, reset } = useColumnChoice();
  const widths = usePreference('widths')?.['devices'] ?? {};
  const [find, setFind] = useState('');
  const word = (key: DeviceColumnKey) => columnWord(key, t);
  const matches = (key: DeviceColumnKey) => word(key).toLowerCase().includes(find.toLowerCase());

  const move = (index: number, by: number) => {
    const next = [...columns];
    const [moved] = next.splice(index, 1);
    next.splice(index + by, 0, moved!);
    set(next);
  };
  return (
    <div className="chooser">
      <Input
        aria-label={t('devices.chooser.find')}
        placeholder={t('devices.chooser.find')}
        value={find}
        onChange={event => setFind(event.target.value)}
      />
      <div className="chooser-lists">
        <h2>{t('devices.chooser.shown')}</h2>
        <ul>
          {columns.map((key, index) =>
            matches(key) ? (
              <li key={key}>
                <label>
                  <input
                    type="checkbox"
                    checked
                    disabled={columns.length === 1}
                    onChange={() => set(columns.filter(each => each !== key))}
                  />{' '}
                  {word(key)}
                </label>
                <input
                  type="number"
                  className="width-input"
                  min={56}
                  max={800}
                  step={8}
                  aria-label={t('devices.chooser.width', { name: word(key) })}
                  value={widths[key] ?? columnByKey.get(key)!.width}
                  onChange={event => {
                    const width = Math.min(
                      800,
                      Math.max(56, event.target.valueAsNumber || columnByKey.get(key)!.width),
                    );
                    setWidth(key, width);
                  }}
                />
                <button
                  type="button"
                  className="icon-button"
                  disabled={index === 0}
                  aria-label={t('devices.chooser.up', { name: word(key) })}
                  onClick={() => move(index, -1)}
                >
                  <ArrowUp size={14} aria-hidden="true" />
                </button>
                <button
                  type="button"
                  className="icon-button"
                  disabled={index === columns.length - 1}
                  aria-label={t('devices.chooser.down', { name: word(key) })}
                  onClick={() => move(index, 1)}
                >
                  <ArrowDown size={14} aria-hidden="true" />
                </button>
              </li>
            ) : null,
          )}
        </ul>
        <h2>{t('devices.chooser.hidden')}</h2>
        <ul>
          {offeredColumns(fields)
            .map(each => each.key)
            .filter(key => !columns.includes(key) && matches(key))
            .map(key => (
              <li key={key}>
                <label>
                  <input type="checkbox" checked={false} onChange={() => set([...columns, key])} />{' '}
                  {word(key)}
                </label>
              </li>
            ))}
        </ul>
      </div>
      <Button size="small" onClick={reset}>
        {t('devices.chooser.reset')}
      </Button>
    </div>
  );
}
