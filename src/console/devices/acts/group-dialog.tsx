import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toastError } from '../../parts/toast.tsx';
import { createGroup, groupListQuery, regroup, useGroups } from '../groups.ts';
import { ActDialog } from './act-dialog.tsx';
import type { Many } from './many.ts';
import { runOnEach } from './run.ts';

interface Props {
  readonly ids: readonly string[];
  /** All that match in place of `ids`. */
  readonly many?: Many | undefined;
  readonly name: string;
  readonly close: () => void;
  /** Id of the group that is chosen as the form opens. */
  readonly group?: string;
}

type How = 'add' | 'remove';
const back: Readonly<Record<How, How>> = { add: 'remove', remove: 'add' };

/** Puts devices into a group filled by hand, or takes them out of one. */
export function GroupDialog({ ids, many, name, close, group: given = '' }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const field = { group: useId(), fresh: useId() };
  const groups = useGroups();
  const [how, setHow] = useState<How>('add');
  const [group, setGroup] = useState(given);
  const [fresh, setFresh] = useState('');
  const chosen = groups.find(each => each.id === group);
  const create = useMutation({
    mutationFn: () => createGroup(fresh.trim()),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: groupListQuery.queryKey });
      setGroup(id);
      setFresh('');
    },
    onError: toastError,
  });
  const all = many?.count ?? ids.length;
  const single = !many && all === 1;
  const what = (count: number) => (single ? name : t('acts.devices', { count }));
  const words = (count: number) => ({ what: what(count), group: chosen?.name ?? '' });
  return (
    <ActDialog
      ids={ids}
      many={many && { ...many, wish: { kind: 'group', [how]: [group] } }}
      title={t('acts.group.title', { what: what(all) })}
      consequences={[t('acts.group.follows')]}
      act={regroup(group, how)}
      actKey={['group', group, how]}
      verb={count => (chosen ? t(`acts.group.${how}.verb`, words(count)) : t(`acts.group.${how}.choice`))}
      done={count => t(`acts.group.${how}.done`, words(count))}
      ready={chosen !== undefined}
      undo={({ changed }) =>
        () =>
          runOnEach(
            changed.map(({ id }) => id),
            regroup(group, back[how]),
          )
        }
      close={close}
    >
      <fieldset className="choices">
        <legend>{t('acts.group.what')}</legend>
        {(['add', 'remove'] as const).map(each => (
          <label key={each}>
            <input type="radio" name="how" checked={how === each} onChange={() => setHow(each)} />{' '}
            {t(`acts.group.${each}.choice`)}
          </label>
        ))}
      </fieldset>
      <div className="edit-field">
        <label htmlFor={field.group}>{t('acts.group.which')}</label>
        <select id={field.group} value={group} onChange={event => setGroup(event.target.value)}>
          <option value="">{t('acts.group.choose')}</option>
          {groups.map(each => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      </div>
      {how === 'add' && (
        <div className="edit-field">
          <label htmlFor={field.fresh}>{t('acts.group.fresh')}</label>
          <div className="field-row">
            <Input
              id={field.fresh}
              value={fresh}
              maxLength={80}
              autoComplete="off"
              onChange={event => setFresh(event.target.value)}
            />
            <Button disabled={fresh.trim() === ''} loading={create.isPending} onClick={() => create.mutate()}>
              {t('acts.group.create')}
            </Button>
          </div>
        </div>
      )}
    </ActDialog>
  );
}
