import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useDeferredValue, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, ProblemError } from '../api/client.ts';
import { announce } from '../parts/announce.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeys } from './keys.ts';
import { highlight } from './highlight.tsx';
import { useCommands } from './palette-commands.ts';
import { itemsOfHits, type PaletteItem, type SearchHit } from './palette-items.ts';
import type { Overlay } from './shell.tsx';

interface Props {
  readonly close: () => void;
  readonly open: (overlay: Overlay) => void;
}

/** Reach anything by typing: pages, commands, devices, software, and what they were called before. */
export function Palette({ close, open }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const router = useRouter();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const commandsOnly = text.startsWith('>');
  const wanted = useDeferredValue(commandsOnly ? '' : text.trim());
  const commands = useCommands(open);
  useKeys({ Escape: close, 'mod+k': close, '*': () => undefined });
  useEffect(() => dialog.current?.showModal(), []);

  const search = useQuery({
    queryKey: ['search', wanted],
    queryFn: ({ signal }) =>
      get<{ items: readonly SearchHit[] }>('/search', { q: wanted, limit: 12 }, signal),
    enabled: wanted.length >= 2,
    placeholderData: keepPreviousData,
  });
  const typed = (commandsOnly ? text.slice(1) : text).trim().toLowerCase();
  const items = useMemo<readonly PaletteItem[]>(() => {
    const own = commands.filter(
      each => (!commandsOnly || each.group === 'commands') && each.title.toLowerCase().includes(typed),
    );
    const found = wanted.length >= 2 ? itemsOfHits(search.data?.items ?? [], t, format) : [];
    return [...found, ...own.slice(0, typed ? 8 : 24)];
  }, [commands, commandsOnly, typed, wanted, search.data, t, format]);
  useEffect(() => setActive(0), [text]);
  useEffect(() => {
    if (wanted) announce(t('shell.palette.count', { count: items.length }));
  }, [items.length, wanted, t]);

  const run = (item: PaletteItem | undefined, newTab: boolean) => {
    if (!item) return;
    if (item.run) {
      close();
      item.run();
    } else if (item.to) {
      if (newTab) window.open(router.buildLocation(item.to).href, '_blank', 'noopener');
      else void navigate(item.to);
      close();
    }
  };
  const onKey = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setActive(at =>
        items.length === 0 ? 0 : (at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length,
      );
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(items[active], event.ctrlKey || event.metaKey);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      close();
    }
  };
  let group: string | undefined;
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t('shell.palette.title')}
      onCancel={event => (event.preventDefault(), close())}
      onClick={event => event.target === dialog.current && close()}
    >
      <div className="palette-body">
        <div className="palette-input">
          <Search size={18} aria-hidden="true" />
          <input
            role="combobox"
            aria-expanded="true"
            aria-controls={id}
            aria-activedescendant={items[active] ? `${id}-${active}` : undefined}
            aria-label={t('shell.palette.title')}
            placeholder={t('shell.palette.placeholder')}
            value={text}
            onChange={event => setText(event.target.value)}
            onKeyDown={onKey}
            autoComplete="off"
            spellCheck={false}
            autoFocus
          />
        </div>
        <ul id={id} role="listbox" aria-label={t('shell.palette.title')} className="palette-list">
          {items.map((item, index) => {
            const head = item.group === group ? undefined : item.group;
            group = item.group;
            const Icon = item.icon;
            return (
              <li key={item.key} role="presentation">
                {head && (
                  <div className="palette-group" role="presentation">
                    {t(`shell.palette.${head}`)}
                  </div>
                )}
                <div
                  id={`${id}-${index}`}
                  role="option"
                  aria-selected={index === active}
                  className="palette-item"
                  ref={element => {
                    if (index === active) element?.scrollIntoView({ block: 'nearest' });
                  }}
                  onMouseMove={() => setActive(index)}
                  onClick={event => run(item, event.ctrlKey || event.metaKey)}
                >
                  <Icon size={16} aria-hidden="true" />
                  <span className={item.mono ? 'mono palette-title' : 'palette-title'}>
                    {highlight(item.title, wanted)}
                  </span>
                  {item.note && <span className="palette-note">{highlight(item.note, wanted)}</span>}
                  {item.keys && (
                    <span className="palette-keys" aria-hidden="true">
                      {item.keys.split(' ').map(each => (
                        <kbd key={each}>{each}</kbd>
                      ))}
                    </span>
                  )}
                </div>
              </li>
            );
          })}
        </ul>
        {search.error && (
          <p className="palette-empty">
            {t('shell.palette.failed', {
              title: search.error instanceof ProblemError ? search.error.problem.title : '',
            })}
          </p>
        )}
        {items.length === 0 && !search.error && (
          <p className="palette-empty">
            {search.isFetching ? t('shell.palette.hintSearching') : t('shell.palette.nothing', { text })}{' '}
            {!search.isFetching && t('shell.palette.nothingNext')}
          </p>
        )}
        <footer className="palette-foot wide-only">
          <span>
            <kbd>↑</kbd> <kbd>↓</kbd> {t('shell.palette.choose')}
          </span>
          <span>
            <kbd>Enter</kbd> {t('shell.palette.open')}
          </span>
          <span>
            <kbd>Ctrl</kbd> <kbd>Enter</kbd> {t('shell.palette.newTab')}
          </span>
          <span className="spacer" />
          <span>{t('shell.palette.prefix')}</span>
        </footer>
      </div>
    </dialog>
  );
}
