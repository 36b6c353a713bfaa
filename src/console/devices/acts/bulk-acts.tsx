import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listActs, type ListAct } from './act-dialogs.tsx';
import { ActsMenu } from './acts-menu.tsx';
import { MOST_DEVICES } from './run.ts';

/** What can be done to so many selected devices. */
export function BulkActs({ count, begin }: { count: number; begin: (act: ListAct) => void }) {
  const { t } = useTranslation();
  const [menu, setMenu] = useState(false);
  return (
    <ActsMenu
      acts={listActs.filter(each => each !== 'merge' || count === 2)}
      open={menu}
      setOpen={setMenu}
      pick={begin}
      size="small"
      refusal={count > MOST_DEVICES ? t('acts.tooMany', { count: MOST_DEVICES }) : undefined}
    />
  );
}
