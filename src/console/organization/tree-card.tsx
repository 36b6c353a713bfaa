import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hierarchy } from '../../server/contract.ts';
import { useMay, useMe } from '../api/session.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toastError } from '../parts/toast.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { DefinitionDialog } from './definition-dialog.tsx';
import { isBelow, parentPath, type Place } from './places.ts';
import type { PlaceAct } from './place-row.tsx';
import { editDefinition, hierarchyQuery, type PlaceKind } from './queries.ts';
import { DeleteGroupDialog, PruneDialog, RemoveDialog } from './remove-dialogs.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { TreeEditor } from './tree-editor.tsx';
import { useReadAnew } from './use-group-act.ts';

type Dialog =
  | { readonly act: 'add'; readonly parent: string | null }
  | { readonly act: 'edit'; readonly place: Place; readonly parent: string | null }
  | { readonly act: 'rename' | 'remove' | 'delete'; readonly place: Place }
  | { readonly act: 'prune' };

/** One of the two trees, and what can be done with it. */
export function TreeCard({ kind }: { readonly kind: PlaceKind }) {
  const { params } = useAsOf();
  const { data, error, refetch } = useQuery({ ...hierarchyQuery(kind, params), refetchInterval: 30_000 });
  if (error && !data) return <ErrorPanel error={error} retry={() => void refetch()} />;
  return data ? <Loaded key={kind} kind={kind} hierarchy={data} /> : <Bones lines={10} />;
}

function Loaded({ kind, hierarchy }: { readonly kind: PlaceKind; readonly hierarchy: Hierarchy }) {
  const { t } = useTranslation();
  const [find, setFind] = useState('');
  const [dialog, setDialog] = useState<Dialog>();
  const { everywhere, edits, actsOf } = useActs(kind);
  const order = useOrder(kind);
  const nodes = hierarchy.items;
  const old = nodes.filter(({ id }) => id === null);
  const close = () => setDialog(undefined);
  const pick = (act: PlaceAct, place: Place, siblings: readonly Place[]) => {
    if (act === 'up' || act === 'down') order.mutate({ place, siblings, act });
    else if (act === 'add') setDialog({ act, parent: place.path });
    else if (act === 'edit') setDialog({ act, place, parent: parentPath(place.path) });
    else setDialog({ act, place });
  };
  const moved = (path: string, onto: string) => {
    const place = nodes.find(node => node.path === path);
    if (place && onto !== parentPath(path) && !isBelow(onto, path))
      setDialog({ act: 'edit', place: { ...place, children: [] }, parent: onto });
  };
  return (
    <Card
      title={t(`organization.${kind}.title`)}
      note={t('organization.tree.note', { count: nodes.length - old.length })}
      action={
        everywhere && (
          <Button
            type="primary"
            icon={<Plus size={15} aria-hidden="true" />}
            onClick={() => setDialog({ act: 'add', parent: null })}
          >
            {t(`organization.${kind}.add`)}
          </Button>
        )
      }
    >
      <div className="place-tools">
        <Input
          aria-label={t(`organization.${kind}.find`)}
          placeholder={t(`organization.${kind}.find`)}
          allowClear
          value={find}
          onChange={event => setFind(event.target.value)}
        />
        {old.length > 0 && edits && (
          <Button onClick={() => setDialog({ act: 'prune' })}>
            {t('organization.prune.open', { count: old.length })}
          </Button>
        )}
      </div>
      {old.length > 0 && <p className="text2 small-gap">{t('organization.oldText')}</p>}
      <TreeEditor kind={kind} nodes={nodes} find={find} actsOf={actsOf} pick={pick} moved={moved} />
      {hierarchy.unknown > 0 && (
        <p className="text2 place-unknown">{t('organization.unknown', { count: hierarchy.unknown })}</p>
      )}
      {dialog?.act === 'add' && (
        <DefinitionDialog kind={kind} nodes={nodes} parent={dialog.parent} close={close} />
      )}
      {dialog?.act === 'edit' && (
        <DefinitionDialog
          kind={kind}
          nodes={nodes}
          edited={dialog.place}
          parent={dialog.parent}
          close={close}
        />
      )}
      {dialog?.act === 'rename' && <RenameDialog kind={kind} node={dialog.place} close={close} />}
      {dialog?.act === 'remove' && (
        <RemoveDialog kind={kind} node={dialog.place} nodes={nodes} close={close} />
      )}
      {dialog?.act === 'delete' && <DeleteGroupDialog kind={kind} node={dialog.place} close={close} />}
      {dialog?.act === 'prune' && <PruneDialog kind={kind} nodes={nodes} close={close} />}
    </Card>
  );
}

/** What the reader may do: nothing in the past, and of departments only what lies below the own ones. */
function useActs(kind: PlaceKind) {
  const may = useMay();
  const scope = useMe()?.scope ?? null;
  const { time } = useAsOf();
  const everywhere = may('organization.manage') && !time && scope === null;
  const edits = everywhere || (may('organization.manage') && !time && kind === 'department');
  const below = (path: string) => scope === null || scope.some(own => own !== path && isBelow(path, own));
  const actsOf = (place: Place, siblings: readonly Place[]): readonly PlaceAct[] => {
    if (!edits) return [];
    const inside = below(place.path);
    if (place.id === null) return inside ? ['rename', 'delete'] : [];
    if (!inside) return ['add'];
    const defined = siblings.filter(({ id }) => id !== null);
    return [
      'add',
      'edit',
      ...(defined[0]?.id === place.id ? [] : (['up'] as const)),
      ...(defined.at(-1)?.id === place.id ? [] : (['down'] as const)),
      'remove',
      'delete',
    ];
  };
  return { everywhere, edits, actsOf };
}

interface Step {
  readonly place: Place;
  readonly siblings: readonly Place[];
  readonly act: 'up' | 'down';
}

/** One place up or down among the siblings. */
function useOrder(kind: PlaceKind) {
  const readAnew = useReadAnew();
  return useMutation({
    mutationFn: ({ place, siblings, act }: Step) => {
      const defined = siblings.filter(({ id }) => id !== null);
      const at = defined.findIndex(({ id }) => id === place.id);
      const before = act === 'up' ? defined[at - 1] : defined[at + 2];
      return editDefinition(kind, place.id!, { before: before?.id ?? null });
    },
    onSuccess: readAnew,
    onError: toastError,
  });
}
