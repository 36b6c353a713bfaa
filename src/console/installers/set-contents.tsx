import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import type { InstallationSet } from './types.ts';

/** What a set puts on a computer beside the agent. */
export function SetContents({ set }: { readonly set: InstallationSet }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { folder, components, group, files, filesFolder, programs, overwrite } = set.contents;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('installers.folder'), folder ?? t('installers.usualFolder')],
    [
      t('installers.components'),
      [t('installers.agent'), ...components.map(each => t(`installers.${each}`))].join(', '),
    ],
    [t('installers.overwrite'), t(overwrite ? 'agents.on' : 'agents.off')],
    [t('installers.group'), group ?? t('installers.noGroup')],
    [
      t('installers.files'),
      files.length === 0
        ? t('installers.noFiles')
        : files.map(({ name, size }) => `${name} (${format.number(size)} B)`).join(', '),
    ],
    ...(filesFolder === null ? [] : [[t('installers.filesFolder'), filesFolder] as const]),
    [
      t('installers.programs'),
      programs.length === 0
        ? t('installers.noPrograms')
        : programs.map(({ program, arguments: args }) => (
            <code key={[program, ...args].join(' ')}>{[program, ...args].join(' ')} </code>
          )),
    ],
    [t('installers.connections'), t(set.connections ? 'agents.on' : 'agents.off')],
    [t('installers.createdBy'), set.createdBy.replace(/^account:/, '')],
  ];
  return (
    <dl>
      {rows.map(([term, value]) => (
        <div key={term} className="kv">
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
