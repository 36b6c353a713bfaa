import { ListFilter, Plus, X } from 'lucide-react';
import { lazy, Suspense, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';
import { Popup } from '../parts/popup.tsx';
import type { EditorProps } from './condition-form.tsx';
import { chipWords, saidOfDevices, sentence, type Said } from './filter-words.ts';

const DeviceFilterEditor = lazy(() =>
  import('./filter-editor.tsx').then(module => ({ default: module.FilterEditor })),
);

interface Props {
  readonly conditions: readonly Filter[];
  readonly setConditions: (conditions: readonly Filter[]) => void;
  /** -1: the form for a new condition is open; a number: that chip's. */
  readonly open: number | undefined;
  readonly setOpen: (open: number | undefined) => void;
  /** Of a list of something else than devices. */
  readonly said?: Said;
  readonly Editor?: ComponentType<EditorProps>;
}

/** The filter as chips, readable as one sentence. */
export function FilterBar({
  conditions,
  setConditions,
  open,
  setOpen,
  said,
  Editor = DeviceFilterEditor,
}: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = conditions.map(each => chipWords(each, t, said ?? saidOfDevices(t, format)));
  const replace = (index: number, next: Filter) =>
    setConditions(conditions.map((each, at) => (at === index ? next : each)));
  return (
    <div
      className="filter-bar"
      role="group"
      aria-label={t('devices.filter.sentence', { text: words.map(sentence).join(` ${t('common.and')} `) })}
    >
      <ListFilter size={16} aria-hidden="true" className="filter-icon" />
      {conditions.map((condition, index) => (
        <Chip
          key={index}
          words={words[index]!}
          open={open === index}
          setOpen={isOpen => setOpen(isOpen ? index : undefined)}
          remove={() => setConditions(conditions.filter((_, at) => at !== index))}
        >
          <Editor
            initial={condition}
            apply={next => {
              replace(index, next);
              setOpen(undefined);
            }}
          />
        </Chip>
      ))}
      <Popup
        label={t('devices.filter.add')}
        open={open === -1}
        setOpen={isOpen => setOpen(isOpen ? -1 : undefined)}
        trigger={props => (
          <button type="button" className="text-button" {...props}>
            <Plus size={14} aria-hidden="true" /> {t('devices.filter.add')} <kbd className="wide-only">F</kbd>
          </button>
        )}
      >
        <Suspense fallback={<div className="filter-editor" />}>
          <Editor
            apply={next => {
              setConditions([...conditions, next]);
              setOpen(undefined);
            }}
          />
        </Suspense>
      </Popup>
      {conditions.length > 1 && (
        <button type="button" className="link-button" onClick={() => setConditions([])}>
          {t('devices.filter.clear')}
        </button>
      )}
    </div>
  );
}

interface ChipProps {
  readonly words: ReturnType<typeof chipWords>;
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly remove: () => void;
  readonly children: React.ReactNode;
}

function Chip({ words, open, setOpen, remove, children }: ChipProps) {
  const { t } = useTranslation();
  const text = sentence(words);
  return (
    <span className="chip">
      <Popup
        label={t('devices.filter.edit', { text })}
        open={open}
        setOpen={setOpen}
        trigger={props => (
          <button
            type="button"
            className="chip-words"
            aria-label={t('devices.filter.edit', { text })}
            {...props}
          >
            <span className="chip-field">{words.field}</span>
            {words.operator && <span className="chip-operator">{words.operator}</span>}
            {words.value && <span className="chip-value">{words.value}</span>}
          </button>
        )}
      >
        <Suspense fallback={<div className="filter-editor" />}>{children}</Suspense>
      </Popup>
      <button
        type="button"
        className="chip-remove"
        aria-label={t('devices.filter.remove', { text })}
        onClick={remove}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </span>
  );
}
