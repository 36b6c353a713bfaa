import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { followJob } from '../api/jobs.ts';
import { toast, toastError } from '../parts/toast.tsx';
import { archiveKeys, checkDay } from './queries.ts';

/** Reads a day from end to end, mends it, and says what it has lost. */
export function CheckDay({ day }: { readonly day: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: async () => followJob(await checkDay(day), () => undefined),
    onError: toastError,
    onSuccess: async ({ state, result }) => {
      await client.invalidateQueries(archiveKeys);
      if (state !== 'done') return toast(t('operationArchive.check.failed', { day }));
      const { lost = 0, unnamed = false } = (result ?? {}) as { lost?: number; unnamed?: boolean };
      const outcome = unnamed ? 'unnamed' : lost > 0 ? 'lost' : 'sound';
      toast(t(`operationArchive.check.${outcome}`, { day, count: lost }));
    },
  });
  return (
    <Button
      size="small"
      loading={check.isPending}
      aria-label={t('operationArchive.check.of', { day })}
      onClick={() => check.mutate()}
    >
      {t('operationArchive.check.act')}
    </Button>
  );
}
