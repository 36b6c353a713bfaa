import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HierarchyNode } from '../../server/contract.ts';
import { matchingPaths, nested, type Place } from './places.ts';
import { PlaceRow, type PlaceAct } from './place-row.tsx';
import type { PlaceKind } from './queries.ts';

interface Props {
  readonly kind: PlaceKind;
  readonly nodes: readonly HierarchyNode[];
  /** What is searched for; only places that match, and those above them, are shown. */
  readonly find: string;
  /** What the reader may do with this place. */
  readonly actsOf: (place: Place, siblings: readonly Place[]) => readonly PlaceAct[];
  readonly pick: (act: PlaceAct, place: Place, siblings: readonly Place[]) => void;
  /** A place was dropped on another, by their paths. */
  readonly moved: (path: string, onto: string) => void;
}

/** The tree as nested lists; two levels open at first, everything while it is searched. */
export function TreeEditor({ kind, nodes, find, actsOf, pick, moved }: Props) {
  const { t } = useTranslation();
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [dragged, setDragged] = useState<string>();
  const wanted = find.trim() === '' ? undefined : matchingPaths(nodes, find);
  const shown = wanted ? nodes.filter(({ path }) => wanted.has(path)) : nodes;
  const turn = (path: string) => {
    const next = new Set(turned);
    if (!next.delete(path)) next.add(path);
    setTurned(next);
  };
  const list = (places: readonly Place[]) => (
    <ul className="place-list">
      {places.map(place => {
        const open = wanted !== undefined || place.depth < 2 !== turned.has(place.path);
        return (
          <li key={place.path}>
            <PlaceRow
              kind={kind}
              place={place}
              open={open}
              toggle={() => turn(place.path)}
              acts={actsOf(place, places)}
              pick={act => pick(act, place, places)}
              dragged={dragged}
              drag={setDragged}
              drop={() => dragged !== undefined && moved(dragged, place.path)}
            />
            {open && place.children.length > 0 && list(place.children)}
          </li>
        );
      })}
    </ul>
  );
  if (shown.length === 0)
    return <p className="text2">{wanted ? t('organization.tree.none') : t(`organization.${kind}.empty`)}</p>;
  return list(nested(shown));
}
