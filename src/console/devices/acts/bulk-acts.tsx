import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOffered, useOfferedActs, type ListAct } from './act-dialogs.tsx';
import { ActsMenu } from './acts-menu.tsx';
import { MOST_DEVICES } from './run.ts';

interface Props {
  readonly count: number;
  /** They are those that match the filter of the list. */
  readonly all: boolean;
  readonly begin: (act: ListAct) => void;
}

/** What can be done to so many selected devices. */
export function BulkActs({ count, all, begin }: Props) {
  const { t } = useTranslation();
  const offered = useOfferedActs();
  const tooMany = !all && count > MOST_DEVICES;
  const [menu, setMenu] = useState(false);
  return (
    <ActsMenu
      acts={tooMany ? offered : offered.filter(each => isOffered(each, count, all))}
      open={menu}
      setOpen={setMenu}
      pick={begin}
      size="small"
      refusal={tooMany ? t('acts.tooMany', { count: MOST_DEVICES }) : undefined}
    />
  );
}
