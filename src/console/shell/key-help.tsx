import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { footModules, modules } from './navigation.ts';

const groups = [
  [
    'anywhere',
    [
      ['palette', 'Ctrl K'],
      ['search', '/'],
      ['asOf', 'T'],
      ['escape', 'Esc'],
      ['help', '?'],
    ],
  ],
  [
    'lists',
    [
      ['next', 'J'],
      ['previous', 'K'],
      ['select', 'X'],
      ['selectTo', 'Shift X'],
      ['selectAll', 'Ctrl A'],
      ['open', 'Enter'],
      ['rowMenu', '.'],
      ['filter', 'F'],
      ['dropFilter', 'Shift F'],
      ['columns', 'C'],
    ],
  ],
  [
    'objects',
    [
      ['history', 'H'],
      ['compare', 'D'],
      ['previousObject', '['],
      ['nextObject', ']'],
      ['acts', '.'],
    ],
  ],
] as const;

function Keys({ text }: { text: string }) {
  return (
    <span>
      {text.split(' ').map(each => (
        <kbd key={each}>{each}</kbd>
      ))}
    </span>
  );
}

export function KeyHelp({ close }: { close: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('shell.keys.title')} note={t('shell.keys.rest')} close={close} width={720}>
      <div className="key-groups">
        {groups.map(([group, rows]) => (
          <section key={group}>
            <h3>{t(`shell.keys.${group}`)}</h3>
            <dl>
              {rows.map(([name, keys]) => (
                <div key={name}>
                  <dt>{t(`shell.keys.${name}`)}</dt>
                  <dd>
                    <Keys text={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{t('shell.keys.goTo')}</h3>
          <dl>
            {[...modules, ...footModules]
              .filter(each => each.go)
              .map(each => (
                <div key={each.key}>
                  <dt>{t(`shell.nav.${each.key}`)}</dt>
                  <dd>
                    <Keys text={`G ${each.go!.toUpperCase()}`} />
                  </dd>
                </div>
              ))}
            <div>
              <dt>{t('shell.nav.jobs')}</dt>
              <dd>
                <Keys text="G J" />
              </dd>
            </div>
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
