import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rights } from './queries.ts';
import { RolesField, TasksField } from './rights-fields.tsx';
import { ScopeField } from './scope-field.tsx';

export interface Draft extends Rights {
  readonly displayName: string;
  /** Empty: none. */
  readonly email: string;
}

interface Props {
  readonly draft: Draft;
  readonly change: (changed: Partial<Draft>) => void;
  /** Why roles, tasks and scope cannot be changed; absent where they can. */
  readonly fixed?: string | undefined;
}

/** The first fault of what was typed, as a key of the texts; undefined: it can be sent. */
export function faultOf({ displayName, email, tasks, scope }: Draft) {
  if (displayName.trim() === '') return 'needName';
  if (email.trim() !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) return 'needEmail';
  if (tasks?.length === 0) return 'needTask';
  return scope?.length === 0 ? 'needDepartment' : undefined;
}

/** What people are called and what they may. */
export function AccountFields({ draft, change, fixed }: Props) {
  const { t } = useTranslation();
  const ids = { name: useId(), email: useId() };
  return (
    <>
      <div className="form-column stack">
        <div>
          <label htmlFor={ids.name}>{t('accounts.displayName')}</label>
          <Input
            id={ids.name}
            maxLength={200}
            autoComplete="off"
            value={draft.displayName}
            onChange={event => change({ displayName: event.target.value })}
          />
        </div>
        <div>
          <label htmlFor={ids.email}>{t('accounts.email')}</label>
          <Input
            id={ids.email}
            type="email"
            maxLength={254}
            autoComplete="off"
            value={draft.email}
            onChange={event => change({ email: event.target.value })}
          />
        </div>
      </div>
      {fixed && <p className="text2 top-gap">{fixed}</p>}
      <RolesField value={draft.roles} disabled={!!fixed} onChange={roles => change({ roles })} />
      <TasksField value={draft.tasks} disabled={!!fixed} onChange={tasks => change({ tasks })} />
      <ScopeField value={draft.scope} disabled={!!fixed} onChange={scope => change({ scope })} />
    </>
  );
}
