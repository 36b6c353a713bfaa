import type { TFunction } from 'i18next';
import type { GridColumn } from '../parts/simple-grid.tsx';
import { When } from '../parts/when.tsx';
import { AccountStatus } from './account-status.tsx';
import { namesIn, roleWords, taskWords } from './words.ts';

const none = <span className="text3">–</span>;
/** Also where the column is narrower than the text. */
const whole = (text: string) => <span title={text}>{text}</span>;

/** Of the list of accounts, beside the user ID. */
export function accountColumns(t: TFunction): readonly GridColumn[] {
  return [
    {
      key: 'displayName',
      title: t('accounts.displayName'),
      width: 130,
      cell: row => String(row['displayName'] ?? ''),
    },
    {
      key: 'email',
      title: t('accounts.email'),
      width: 150,
      cell: row => (row['email'] ? String(row['email']) : none),
    },
    {
      key: 'roles',
      title: t('accounts.rolesLabel'),
      width: 200,
      cell: row => whole(roleWords(namesIn(row['roles']) ?? [], t)),
    },
    {
      key: 'tasks',
      title: t('accounts.tasksLabel'),
      width: 150,
      cell: row => whole(taskWords(namesIn(row['tasks']), t)),
    },
    {
      key: 'scope',
      title: t('accounts.scopeLabel'),
      width: 150,
      cell: row => whole(row['scope'] ? String(row['scope']) : t('accounts.allDepartments')),
    },
    {
      key: 'locked',
      title: t('accounts.statusLabel'),
      width: 140,
      cell: row => <AccountStatus locked={row['locked']} mustChangePassword={row['mustChangePassword']} />,
    },
    {
      key: 'secondFactor',
      title: t('account.factor'),
      width: 96,
      cell: row => (row['secondFactor'] === true ? t('common.yes') : none),
    },
    {
      key: 'lastSignedInAt',
      title: t('accounts.lastSignedIn'),
      width: 110,
      cell: row =>
        typeof row['lastSignedInAt'] === 'string' ? (
          <When at={row['lastSignedInAt']} />
        ) : (
          <span className="text2">{t('accounts.never')}</span>
        ),
    },
  ];
}
