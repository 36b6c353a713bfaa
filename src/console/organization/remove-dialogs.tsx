import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HierarchyNode } from '../../server/contract.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { toast } from '../parts/toast.tsx';
import { GroupDialog, Refusal } from './group-dialog.tsx';
import { isBelow } from './places.ts';
import { removeDefinition, type PlaceKind } from './queries.ts';
import { useReadAnew } from './use-group-act.ts';

interface Props {
  readonly kind: PlaceKind;
  readonly node: HierarchyNode;
  readonly close: () => void;
}

/** A definition goes, with those below it; devices keep what they record. */
export function RemoveDialog({
  kind,
  node,
  nodes,
  close,
}: Props & { readonly nodes: readonly HierarchyNode[] }) {
  const { t } = useTranslation();
  const readAnew = useReadAnew();
  const [reason, setReason] = useState('');
  const below = nodes.filter(({ id, path }) => id !== null && path !== node.path && isBelow(path, node.path));
  const remove = useMutation({
    mutationFn: () => removeDefinition(kind, node.id!, reason),
    onSuccess: async () => {
      close();
      await readAnew();
      toast(t('organization.remove.done', { path: node.path }));
    },
  });
  return (
    <Dialog
      title={t('organization.remove.title', { path: node.path })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" danger disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t('organization.remove.verb')}
          </Button>
        </>
      }
    >
      <ul className="consequences">
        {below.length > 0 && <li>{t('organization.remove.below', { count: below.length })}</li>}
        <li>
          {node.below > 0
            ? t('organization.remove.keeps', { count: node.below })
            : t('organization.remove.unused')}
        </li>
      </ul>
      <ReasonField value={reason} onChange={setReason} />
      {remove.error && <Refusal error={remove.error} />}
    </Dialog>
  );
}

/** The value goes from the devices, and the definitions with it. */
export function DeleteGroupDialog({ kind, node, close }: Props) {
  const { t } = useTranslation();
  return (
    <GroupDialog
      kind={kind}
      title={t('organization.delete.title', { path: node.path })}
      act={{ route: node.id === null ? 'prune' : 'delete-group', body: bodyOf(node) }}
      verb={count => t('organization.delete.verb', { count })}
      danger
      close={close}
    >
      <p>{t(`organization.delete.${node.id === null ? 'old' : 'defined'}`)}</p>
    </GroupDialog>
  );
}

const bodyOf = ({ id, path }: HierarchyNode) => (id === null ? { paths: [path] } : { path });

/** Old hierarchies go in one step, those that are ticked. */
export function PruneDialog({
  kind,
  nodes,
  close,
}: Omit<Props, 'node'> & { readonly nodes: readonly HierarchyNode[] }) {
  const { t } = useTranslation();
  // What was old as the dialog opened; the tree behind it goes on.
  const [old] = useState(() => nodes.filter(({ id }) => id === null));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(old.map(({ path }) => path)));
  const toggle = (path: string) => {
    const next = new Set(chosen);
    if (!next.delete(path)) next.add(path);
    setChosen(next);
  };
  return (
    <GroupDialog
      kind={kind}
      title={t('organization.prune.title')}
      act={chosen.size > 0 ? { route: 'prune', body: { paths: [...chosen] } } : undefined}
      verb={count => t('organization.prune.verb', { count })}
      danger
      close={close}
    >
      <p>{t('organization.prune.text')}</p>
      <fieldset className="choices prune-choices">
        <legend>{t('organization.prune.which')}</legend>
        {old.map(({ path, below }) => (
          <label key={path}>
            <input type="checkbox" checked={chosen.has(path)} onChange={() => toggle(path)} /> {path}{' '}
            <span className="count">{t('organization.count', { count: below })}</span>
          </label>
        ))}
      </fieldset>
    </GroupDialog>
  );
}
