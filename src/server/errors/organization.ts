import { defineErrors } from './define.ts';

/** Departments and locations: definitions, and acts on the groups of devices. */
export const organizationErrors = defineErrors({
  DEFINITION_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such definition', ja: 'その定義はありません' },
    remedy: {
      en: 'It may have been removed, or it lies outside your administration scope.',
      ja: '削除されたか、管轄範囲の外にある可能性があります。',
    },
  },
  DEFINITION_PARENT_UNKNOWN: {
    status: 409,
    title: { en: 'The place it is to belong to is not defined', ja: '所属先が定義されていません' },
    remedy: {
      en: 'Add the place above it first, or choose another.',
      ja: '先に上位の階層を追加するか、別の所属先を選択してください。',
    },
  },
  DEFINITION_EXISTS: {
    status: 409,
    title: { en: 'The definition exists already', ja: 'その定義はすでに存在します' },
    remedy: { en: 'Load the tree again.', ja: 'ツリーを再読み込みしてください。' },
  },
  DEFINITION_NAME_INVALID: {
    status: 400,
    title: { en: 'The name cannot be used', ja: 'この名前は使用できません' },
    remedy: {
      en: 'A name has 1 to 99 characters, none of them / or a control character.',
      ja: '名前は 1～99 文字で、/ と制御文字は使用できません。',
    },
  },
  DEFINITION_NAME_TAKEN: {
    status: 409,
    title: { en: 'The name is taken at this place', ja: 'この階層ではその名前が使用されています' },
    remedy: {
      en: 'Choose another name. Letter case and the width of blanks make no difference.',
      ja: '別の名前を指定してください。大文字と小文字、空白の幅は区別されません。',
    },
  },
  DEFINITION_CIRCLE: {
    status: 409,
    title: { en: 'It cannot be moved below itself', ja: '自分自身の下位には移動できません' },
    remedy: { en: 'Choose a place outside of it.', ja: 'その階層の外にある場所を選択してください。' },
  },
  DEFINITION_TOO_DEEP: {
    status: 409,
    title: { en: 'The tree would become too deep', ja: '階層が深くなりすぎます' },
    remedy: {
      en: 'A tree has at most ten levels. Choose a place nearer to the first one.',
      ja: '階層は 10 段階までです。より上位の場所を選択してください。',
    },
  },
  DEFINITION_LIMIT: {
    status: 409,
    title: { en: 'There are too many definitions', ja: '定義の数が上限に達しています' },
    remedy: {
      en: 'A tree has at most 5,000. Remove those that are no longer needed.',
      ja: '一つのツリーに定義できるのは 5,000 件までです。不要な定義を削除してください。',
    },
  },
  DEFINITION_OUT_OF_SCOPE: {
    status: 403,
    title: { en: 'It does not lie below your administration scope', ja: '管轄範囲の下位にありません' },
    remedy: {
      en: 'You may change what lies below the departments you administer, not these departments themselves.',
      ja: '変更できるのは管轄する部署の下位だけです。管轄する部署そのものは変更できません。',
    },
  },
  GROUP_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such group', ja: 'そのグループはありません' },
    remedy: {
      en: 'It is neither defined nor recorded on a device you may see.',
      ja: '定義されておらず、表示できる機器にも記録されていません。',
    },
  },
  GROUP_DEFINED: {
    status: 409,
    title: { en: 'The group is still defined', ja: 'そのグループは定義されています' },
    remedy: {
      en: 'Only groups without a definition are old. Remove the definition first, or delete the group.',
      ja: '旧階層として削除できるのは定義のないグループだけです。先に定義を削除するか、グループを削除してください。',
    },
  },
  GROUP_IN_SCOPES: {
    status: 409,
    title: {
      en: 'Accounts are restricted to this department',
      ja: 'この部署を管轄範囲とするアカウントがあります',
    },
    remedy: {
      en: 'Take it out of their scopes first, or say that they keep it. They would see whatever is called so later.',
      ja: '先に管轄範囲から外すか、そのまま残すことを指定してください。残すと、後で同じ名前になった部署が表示されます。',
    },
  },
  GROUP_SCOPE_WIDENS: {
    status: 409,
    title: {
      en: 'Accounts would see devices that were not theirs',
      ja: 'アカウントに管轄外だった機器が表示されるようになります',
    },
    remedy: {
      en: 'The new name has devices already. An administrator of all departments says whether scopes follow or stay.',
      ja: '新しい名前にはすでに機器があります。管轄範囲を追従させるか維持するかを、全部署の管理者が指定してください。',
    },
  },
  GROUP_ACT_BUSY: {
    status: 409,
    title: { en: 'Another change of groups is under way', ja: '別のグループの変更が実行中です' },
    remedy: { en: 'Wait until its job has ended.', ja: 'そのジョブの終了を待ってください。' },
  },
  GROUP_ACT_UNKNOWN: {
    status: 404,
    title: {
      en: 'There is no such change of a group to take back',
      ja: '取り消せるグループの変更がありません',
    },
    remedy: {
      en: 'The last fifty changes can be taken back.',
      ja: '取り消せるのは直近の 50 件です。',
    },
  },
  GROUP_ACT_UNDONE: {
    status: 409,
    title: { en: 'The change was taken back already', ja: 'その変更はすでに取り消されています' },
    remedy: { en: 'Do it again where it is wanted after all.', ja: '必要であればもう一度実行してください。' },
  },
  HIERARCHY_IMPORT_INVALID: {
    status: 400,
    title: { en: 'Rows of the file cannot be taken over', ja: 'ファイルに取り込めない行があります' },
    remedy: {
      en: 'Nothing was changed. Correct the rows listed in details.',
      ja: '何も変更されていません。details に示された行を修正してください。',
    },
  },
});
