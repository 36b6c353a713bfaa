import type { SharedViewEvent } from '../../../domain/accounts/index.ts';
import { isForAccount, sharedViewLimit, sharedViews } from '../../../domain/accounts/index.ts';
import { spec } from '../../support/spec.ts';

const content = { filter: 'tag.eq.LAB', sort: 'name' };
const shared = (view = 'v1', name = 'Laboratory', owner = 'kimura'): SharedViewEvent => ({
  type: 'ViewShared',
  data: { view, list: 'devices', owner, name, content },
});
const share = {
  type: 'ShareView',
  view: 'v1',
  by: 'kimura',
  list: 'devices',
  name: 'Laboratory',
  content,
} as const;
const rename = { type: 'RenameSharedView', view: 'v1', name: 'Lab', administrator: false } as const;
const unshare = { type: 'UnshareView', view: 'v1', administrator: false } as const;
const on = spec(sharedViews);

test('a view is shared, and shared again as it is it is nothing new', () => {
  on.given().when(share).then(shared());
  on.given(shared()).when(share).thenNothing();
});

test('its owner says anew what it shows and is called', () => {
  on.given(shared())
    .when({ ...share, name: 'Lab', content: { filter: 'tag.eq.LAB' } })
    .then(
      { type: 'SharedViewRenamed', data: { view: 'v1', from: 'Laboratory', to: 'Lab' } },
      { type: 'SharedViewChanged', data: { view: 'v1', content: { filter: 'tag.eq.LAB' } } },
    );
});

test('others neither change, rename nor withdraw it; an administrator renames and withdraws, and changes nothing', () => {
  const refused = ['VIEW_NOT_YOURS', { owner: 'kimura' }] as const;
  on.given(shared())
    .when({ ...share, by: 'sato' })
    .thenRefused(...refused);
  on.given(shared())
    .when({ ...rename, by: 'sato' })
    .thenRefused(...refused);
  on.given(shared())
    .when({ ...unshare, by: 'sato' })
    .thenRefused(...refused);
  on.given(shared())
    .when({ ...rename, by: 'sato', administrator: true })
    .then({ type: 'SharedViewRenamed', data: { view: 'v1', from: 'Laboratory', to: 'Lab' } });
  on.given(shared())
    .when({ ...unshare, by: 'sato', administrator: true })
    .then({ type: 'ViewUnshared', data: { view: 'v1' } });
});

test('what is not shared any more can be neither renamed nor withdrawn, and shared again', () => {
  const gone: SharedViewEvent = { type: 'ViewUnshared', data: { view: 'v1' } };
  on.given(shared(), gone)
    .when({ ...rename, by: 'kimura' })
    .thenRefused('VIEW_NOT_FOUND', { view: 'v1' });
  on.given(shared(), gone)
    .when({ ...unshare, by: 'kimura' })
    .thenRefused('VIEW_NOT_FOUND', { view: 'v1' });
  on.given(shared(), gone).when(share).then(shared());
});

test('a name stands for one view, and there is an end to their number', () => {
  const taken = ['VIEW_NAME_TAKEN', { name: 'Laboratory', owner: 'kimura' }] as const;
  on.given(shared())
    .when({ ...share, view: 'v2', by: 'sato' })
    .thenRefused(...taken);
  on.given(shared(), shared('v2', 'Lab', 'sato'))
    .when({ ...rename, view: 'v2', by: 'sato', name: 'Laboratory' })
    .thenRefused(...taken);
  const full = Array.from({ length: sharedViewLimit }, (_, number) => shared(`w${number}`, `View ${number}`));
  on.given(...full)
    .when(share)
    .thenRefused('VIEW_LIMIT', { limit: sharedViewLimit });
});

test('a view is for everybody until its owner says for whom, and stays so when it is changed', () => {
  const audience = { roles: ['auditor' as const], departments: ['Plant A'] };
  const changed = (to: typeof audience | null): SharedViewEvent => ({
    type: 'SharedViewAudienceChanged',
    data: { view: 'v1', audience: to },
  });
  on.given()
    .when({ ...share, audience })
    .then(shared(), changed(audience));
  on.given(shared(), changed(audience))
    .when({ ...share, audience: { ...audience } })
    .thenNothing();
  on.given(shared(), changed(audience)).when(share).thenNothing();
  on.given(shared(), changed(audience))
    .when({ ...share, audience: null })
    .then(changed(null));
});

test('it is for accounts with a role or within reach of a department', () => {
  const audience = { roles: ['auditor' as const], departments: ['Plant A/Quality'] };
  expect(isForAccount(null, [], [])).toBe(true);
  expect(isForAccount(audience, ['auditor'], ['Plant B'])).toBe(true);
  expect(isForAccount(audience, ['viewer'], ['Plant B'])).toBe(false);
  expect(isForAccount(audience, ['viewer'], ['Plant A'])).toBe(true);
  expect(isForAccount(audience, ['viewer'], ['Plant A/Quality/Lab'])).toBe(true);
  expect(isForAccount(audience, ['viewer'], null)).toBe(true);
  expect(isForAccount({ roles: ['auditor'], departments: [] }, ['viewer'], null)).toBe(false);
});
