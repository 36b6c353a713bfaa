import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HierarchyNode } from '../../server/contract.ts';
import { useSettled } from '../parts/use-settled.ts';
import { GroupDialog } from './group-dialog.tsx';
import { PlacePicker } from './place-picker.tsx';
import { editDefinition, type DefinitionChange, type PlaceKind } from './queries.ts';

interface Props {
  readonly kind: PlaceKind;
  readonly node: HierarchyNode;
  /** The path wanted, where it was chosen before. */
  readonly to?: string;
  /** Names per language that go with it. */
  readonly names?: DefinitionChange;
  readonly close: () => void;
}

/** Gives a group another name or place on every device; a definition goes with it. */
export function RenameDialog({ kind, node, to: given, names, close }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState(given ?? node.path);
  const to = text
    .split('/')
    .map(part => part.trim())
    .join('/');
  const settled = useSettled(to);
  const wanted = to === settled && to !== node.path && to.split('/').every(part => part !== '');
  return (
    <GroupDialog
      kind={kind}
      title={t('organization.rename.title', { path: node.path })}
      act={wanted ? { route: 'rename-group', body: { path: node.path, to } } : undefined}
      verb={count => t('organization.rename.verb', { count })}
      {...(names && node.id !== null && { first: reason => editDefinition(kind, node.id!, names, reason) })}
      close={close}
    >
      <div className="form-column">
        <label htmlFor={id}>{t('organization.rename.to')}</label>
        <PlacePicker
          id={id}
          kind={kind}
          value={text}
          onChange={setText}
          except={node.path}
          describedBy={`${id}-help`}
        />
        <p className="small text2" id={`${id}-help`}>
          {t(`organization.rename.${node.id === null ? 'oldHelp' : 'help'}`)}
        </p>
      </div>
    </GroupDialog>
  );
}
