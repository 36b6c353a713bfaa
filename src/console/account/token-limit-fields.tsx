import { useTranslation } from 'react-i18next';
import { TasksField } from '../accounts/rights-fields.tsx';
import { ScopeField } from '../accounts/scope-field.tsx';
import type { Task } from '../api/session.ts';
import type { Me } from '../api/types.ts';

/** What a token leaves of its owner's rights; null: all of them, now and later. */
export interface Limits {
  readonly permissions: readonly string[] | null;
  readonly tasks: readonly Task[] | null;
  readonly scope: readonly string[] | null;
}

export const wholeToken: Limits = { permissions: null, tasks: null, scope: null };

interface Props {
  readonly me: Me;
  readonly limits: Limits;
  readonly onChange: (limits: Limits) => void;
}

/** Folded until somebody wants a token that may less than they may. */
export function TokenLimitFields({ me, limits, onChange }: Props) {
  const { t } = useTranslation();
  const { permissions } = limits;
  return (
    <details className="small-gap">
      <summary>{t('account.narrow')}</summary>
      <p className="text2">{t('account.narrowText')}</p>
      <fieldset className="choices top-gap">
        <legend>{t('account.tokenMay')}</legend>
        <label>
          <input
            type="checkbox"
            checked={permissions === null}
            onChange={() => onChange({ ...limits, permissions: permissions === null ? [] : null })}
          />
          {t('account.allPermissions')}
        </label>
        {permissions &&
          me.permissions.map(permission => (
            <label key={permission} className="indented mono">
              <input
                type="checkbox"
                checked={permissions.includes(permission)}
                onChange={() =>
                  onChange({
                    ...limits,
                    permissions: me.permissions.filter(each =>
                      each === permission ? !permissions.includes(each) : permissions.includes(each),
                    ),
                  })
                }
              />
              {permission}
            </label>
          ))}
      </fieldset>
      <TasksField
        value={limits.tasks}
        offered={me.tasks as readonly Task[] | null}
        onChange={tasks => onChange({ ...limits, tasks })}
      />
      <ScopeField
        value={limits.scope}
        restrictText={t('account.narrowScope')}
        onChange={scope => onChange({ ...limits, scope })}
      />
    </details>
  );
}
