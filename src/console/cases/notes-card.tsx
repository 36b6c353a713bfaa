import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../parts/card.tsx';
import { When } from '../parts/when.tsx';
import { actorWord } from './actor.ts';
import { actOnCase, type CaseDetail } from './queries.ts';
import { TextDialog } from './text-dialog.tsx';

/** What members noted, the newest first. */
export function NotesCard({ of, works }: { readonly of: CaseDetail; readonly works: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [writing, setWriting] = useState(false);
  return (
    <Card
      title={t('cases.notes')}
      action={
        works && (
          <Button size="small" onClick={() => setWriting(true)}>
            {t('cases.addNote')}
          </Button>
        )
      }
    >
      {of.notes.length === 0 && <p className="text2">{t('cases.noNotes')}</p>}
      {of.notes.toReversed().map(({ id, text, at, actor }) => (
        <article key={id} className="case-note">
          <p className="wrap">{text}</p>
          <p className="small text2">
            <span className="mono">{actorWord(actor)}</span> · <When at={at} />
          </p>
        </article>
      ))}
      {writing && (
        <TextDialog
          title={t('cases.addNote')}
          label={t('cases.note')}
          verb={t('common.save')}
          act={text => actOnCase(client, of.id, 'notes', { text })}
          close={() => setWriting(false)}
        />
      )}
    </Card>
  );
}
