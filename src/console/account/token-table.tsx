import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { scopeWords, taskWords } from '../accounts/words.ts';
import { get, request } from '../api/client.ts';
import { Bones } from '../parts/bones.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly expiresAt: string | null;
  /** What it leaves of its owner's rights, each null: all of them. */
  readonly permissions: readonly string[] | null;
  readonly tasks: readonly string[] | null;
  readonly scope: readonly string[] | null;
}

interface Props {
  /** Path of the account; absent: one's own. */
  readonly of?: string;
  /** Said where there are none. */
  readonly none: string;
}

export const tokensKey = (of: string) => ['api-tokens', of] as const;

/** API tokens of an account, each revoked in place. */
export function TokenTable({ of = '', none }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const queryKey = tokensKey(of);
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => get<{ items: readonly Token[] }>(`${of}/api-tokens`, undefined, signal),
  });
  const revoke = useMutation({
    mutationFn: (id: string) => request('DELETE', `${of}/api-tokens/${encodeURIComponent(id)}`),
    onSuccess: async () => {
      toast(t('account.tokenRevoked'));
      await client.invalidateQueries({ queryKey });
    },
    onError: toastError,
  });
  if (error) return <ErrorPanel error={error} retry={() => void refetch()} />;
  if (!data) return <Bones />;
  if (data.items.length === 0) return <p className="text2">{none}</p>;
  return (
    <DataTable
      label={t('account.tokens')}
      rows={data.items}
      rowKey={row => row.id}
      columns={[
        { key: 'name', title: t('account.tokenName'), cell: row => row.name },
        {
          key: 'limits',
          title: t('account.tokenMay'),
          prose: true,
          cell: row => (
            <>
              <span className={row.permissions ? 'mono' : ''}>
                {row.permissions?.join(' ') ?? t('account.allPermissions')}
              </span>
              {row.tasks && <div className="text2">{taskWords(row.tasks, t)}</div>}
              {row.scope && <div className="text2">{scopeWords(row.scope, t)}</div>}
            </>
          ),
        },
        {
          key: 'expires',
          title: t('account.expires'),
          cell: row => (row.expiresAt ? <When at={row.expiresAt} as="dateTime" /> : t('account.never')),
        },
        {
          key: 'act',
          title: t('common.actions'),
          right: true,
          cell: row => (
            <Button size="small" onClick={() => revoke.mutate(row.id)}>
              {t('account.revoke')}
            </Button>
          ),
        },
      ]}
    />
  );
}
