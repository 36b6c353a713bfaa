import { useTranslation } from 'react-i18next';
import type { Role, Task } from '../api/session.ts';
import { roles, tasks } from './words.ts';

interface Props<Value> {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly disabled?: boolean;
  /** Those that can be chosen; default: all there are. */
  readonly offered?: Value;
}

/** With or without one of them, in the order they are listed in. */
function toggled<Name extends string>(all: readonly Name[], chosen: readonly Name[], name: Name): Name[] {
  return all.filter(each => (each === name ? !chosen.includes(name) : chosen.includes(each)));
}

export function RolesField({ value, onChange, disabled = false }: Props<readonly Role[]>) {
  const { t } = useTranslation();
  return (
    <fieldset className="choices top-gap" disabled={disabled}>
      <legend>{t('accounts.rolesLabel')}</legend>
      {roles.map(role => (
        <label key={role}>
          <input
            type="checkbox"
            checked={value.includes(role)}
            onChange={() => onChange(toggled(roles, value, role))}
          />
          <span>
            {t(`accounts.roles.${role}`)}{' '}
            <span className="text2 small">{t(`accounts.roleHelp.${role}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** All tasks, or any of those offered. */
export function TasksField({
  value,
  onChange,
  disabled = false,
  offered = null,
}: Props<readonly Task[] | null>) {
  const { t } = useTranslation();
  return (
    <fieldset className="choices top-gap" disabled={disabled}>
      <legend>{t('accounts.tasksLabel')}</legend>
      <label>
        <input
          type="checkbox"
          checked={value === null}
          onChange={() => onChange(value === null ? (offered ?? tasks) : null)}
        />
        {t(offered ? 'accounts.allOwnTasks' : 'accounts.allTasks')}
      </label>
      {value &&
        (offered ?? tasks).map(task => (
          <label key={task} className="indented">
            <input
              type="checkbox"
              checked={value.includes(task)}
              onChange={() => onChange(toggled(tasks, value, task))}
            />
            {t(`accounts.tasks.${task}`)}
          </label>
        ))}
    </fieldset>
  );
}
