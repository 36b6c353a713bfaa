import { defineErrors } from './define.ts';

/** Devices: lists, detail, management, split and merge. */
export const deviceErrors = defineErrors({
  DEVICE_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such device', ja: 'その機器はありません' },
    remedy: {
      en: 'It may not have existed at the moment you look at, or it lies outside your administration scope.',
      ja: '表示中の時点では存在しないか、管轄範囲の外にある可能性があります。',
    },
  },
  DEVICE_EXISTS: {
    status: 409,
    title: { en: 'The device exists already', ja: 'その機器はすでに存在します' },
    remedy: {
      en: 'Open it in the list; details name it where you may see it.',
      ja: '一覧から開いてください。参照権限がある場合は details に示されます。',
    },
  },
  DEVICE_IGNORED: {
    status: 409,
    title: { en: 'The device is ignored', ja: 'その機器は管理対象外です' },
    remedy: { en: 'Take it back into management first.', ja: '先に管理対象に戻してください。' },
  },
  DEVICE_DISCOVERED: {
    status: 409,
    title: { en: 'The device is not managed', ja: 'その機器は管理対象になっていません' },
    remedy: {
      en: 'No product licence was left for it. Register another licence key; its next report then makes it managed.',
      ja: '製品ライセンスの残りがありませんでした。ライセンスキーを追加登録すると、次の報告で管理対象になります。',
    },
  },
  DEVICE_REMOVED: {
    status: 409,
    title: { en: 'The device was removed', ja: 'その機器は削除されています' },
    remedy: {
      en: 'Its history stays; look at it as of a day before.',
      ja: '履歴は残っています。削除前の日時を指定して表示してください。',
    },
  },
  DEVICE_MERGED: {
    status: 409,
    title: {
      en: 'The device is another record of one that stays',
      ja: 'その機器は別の機器に統合されています',
    },
    remedy: { en: 'Use the device named in details.', ja: 'details に示された機器を使用してください。' },
  },
  DEVICE_MERGE_WITH_ITSELF: {
    status: 409,
    title: { en: 'A device cannot be merged with itself', ja: '機器を自分自身と統合することはできません' },
    remedy: { en: 'Name two devices.', ja: '二つの機器を指定してください。' },
  },
  DEVICE_MERGE_CIRCLE: {
    status: 409,
    title: {
      en: 'The two devices would stand for each other',
      ja: '二つの機器が互いに統合された状態になります',
    },
    remedy: { en: 'Take the earlier merge back first.', ja: '先に以前の統合を取り消してください。' },
  },
  DEVICE_NOT_MERGED: {
    status: 409,
    title: { en: 'These devices were never merged', ja: 'これらの機器は統合されていません' },
    remedy: { en: 'There is nothing to take apart.', ja: '分割する対象はありません。' },
  },
  DEVICE_KEYS_NOT_HELD: {
    status: 409,
    title: {
      en: 'The device does not hold these identity keys',
      ja: 'その機器は指定された識別キーを持っていません',
    },
    remedy: {
      en: 'Choose among the keys shown with the device.',
      ja: '機器に表示されているキーから選択してください。',
    },
  },
  SOFTWARE_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such software', ja: 'そのソフトウェアはありません' },
    remedy: { en: 'Look for it in the list.', ja: '一覧から検索してください。' },
  },
  DEVICE_GROUP_LIMIT: {
    status: 409,
    title: {
      en: 'The device belongs to as many groups as it may',
      ja: 'その機器が属するグループの数が上限に達しています',
    },
    remedy: { en: 'Take it out of a group first.', ja: '先に別のグループから外してください。' },
  },
  GROUP_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such group', ja: 'そのグループはありません' },
    remedy: {
      en: 'Somebody may have removed it; look again.',
      ja: 'すでに削除された可能性があります。表示し直してください。',
    },
  },
  GROUP_NAME_TAKEN: {
    status: 409,
    title: { en: 'A group has this name already', ja: '同じ名前のグループがあります' },
    remedy: {
      en: 'Use that group, or choose another name.',
      ja: 'そのグループを使うか、別の名前にしてください。',
    },
  },
  GROUP_LIMIT: {
    status: 409,
    title: { en: 'There are as many groups as there may be', ja: 'グループの数が上限に達しています' },
    remedy: { en: 'Remove one that is not used any more.', ja: '使わなくなったグループを削除してください。' },
  },
  DEVICE_FIELD_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such field', ja: 'その項目はありません' },
    remedy: {
      en: 'Somebody may have removed it; look at the fields again. Departments and locations are entered as places.',
      ja: '削除された可能性があります。項目を表示し直してください。部署と設置場所は配置として入力します。',
    },
  },
  DEVICE_FIELD_COMMON: {
    status: 409,
    title: { en: 'This field is always there', ja: 'この項目は削除できません' },
    remedy: {
      en: 'Fields that were added can be removed; common ones can be left empty.',
      ja: '削除できるのは追加した項目だけです。共通項目は空のままにできます。',
    },
  },
  DEVICE_FIELD_NAME_TAKEN: {
    status: 409,
    title: { en: 'A field has this name already', ja: '同じ名前の項目があります' },
    remedy: { en: 'Choose another name.', ja: '別の名前にしてください。' },
  },
  DEVICE_FIELD_LIMIT: {
    status: 409,
    title: {
      en: 'There are as many fields of this type as there may be',
      ja: 'この種類の項目の数が上限に達しています',
    },
    remedy: {
      en: 'Bring a removed one back, or change one that is not used any more.',
      ja: '削除した項目を元に戻すか、使わなくなった項目を変更してください。',
    },
  },
  DEVICE_FIELD_DEFINITION: {
    status: 422,
    title: { en: 'The field cannot be defined so', ja: 'この内容では項目を定義できません' },
    remedy: {
      en: 'The reason in details says what does not go together: lengths are for texts, bounds for numbers, options for choices and trees.',
      ja: 'details の reason を確認してください。長さは文字列、範囲は数値、選択肢は選択と階層の項目に指定できます。',
    },
  },
  DEVICE_FIELD_VALUE: {
    status: 422,
    title: { en: 'A value does not fit its field', ja: '項目に合わない値があります' },
    remedy: {
      en: 'Details name each field and what is wrong with its value; nothing was entered.',
      ja: 'details に項目と問題点が示されています。何も入力されていません。',
    },
  },
  DEVICE_TYPE_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such device type', ja: 'その機器種別はありません' },
    remedy: {
      en: 'Somebody may have removed it; look at the types again.',
      ja: '削除された可能性があります。機器種別を表示し直してください。',
    },
  },
  DEVICE_TYPE_NAME_TAKEN: {
    status: 409,
    title: { en: 'A device type has this name already', ja: '同じ名前の機器種別があります' },
    remedy: { en: 'Choose another name.', ja: '別の名前にしてください。' },
  },
  DEVICE_TYPE_LIMIT: {
    status: 409,
    title: { en: 'There are as many device types as there may be', ja: '機器種別の数が上限に達しています' },
    remedy: { en: 'Remove one that no device has.', ja: '使われていない機器種別を削除してください。' },
  },
  DEVICE_TYPE_IN_USE: {
    status: 409,
    title: { en: 'Devices have this type', ja: 'この種別の機器があります' },
    remedy: {
      en: 'Details say how many. Give them another type first; devices of other departments count too.',
      ja: '台数は details に示されます。先に別の種別に変更してください。ほかの部署の機器も数えます。',
    },
  },
  SEARCH_CONDITION_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such software search condition', ja: 'そのソフトウェア検索条件はありません' },
    remedy: {
      en: 'Somebody may have removed it; look at the conditions again.',
      ja: '削除された可能性があります。検索条件を表示し直してください。',
    },
  },
  SEARCH_CONDITION_TAKEN: {
    status: 409,
    title: {
      en: 'A search condition has this software name and version already',
      ja: '同じソフトウェア名とバージョンの検索条件があります',
    },
    remedy: {
      en: 'Choose another name or version, or add the file names to the condition that is there.',
      ja: '名前またはバージョンを変えるか、既存の検索条件にファイル名を追加してください。',
    },
  },
  SEARCH_CONDITION_LIMIT: {
    status: 409,
    title: {
      en: 'There are as many software search conditions as there may be',
      ja: 'ソフトウェア検索条件の数が上限に達しています',
    },
    remedy: { en: 'Remove those that are not used.', ja: '使用していない検索条件を削除してください。' },
  },
  SEARCH_CONDITION_FILE_INVALID: {
    status: 400,
    title: {
      en: 'The file with search conditions cannot be taken over',
      ja: 'ソフトウェア検索条件のファイルを取り込めません',
    },
    remedy: {
      en: 'Details name row, column and fault of each; correct the file and import it again. If words look wrong, choose its encoding.',
      ja: 'details に行、列、問題の種類が示されます。ファイルを修正して、もう一度インポートしてください。文字化けしている場合は文字コードを選択してください。',
    },
  },
  DEVICE_START_NO_WAY: {
    status: 409,
    title: {
      en: 'There is no way to start this computer from here',
      ja: 'このコンピュータを起動する手段がありません',
    },
    remedy: {
      en: 'Wake on LAN works within a segment: its MAC and IP address must be known, and the server or a computer with a running Muster agent be in that segment.',
      ja: 'Wake on LANは同じセグメント内でのみ有効です。MACアドレスとIPアドレスが判明していて、そのセグメントにサーバーまたはMusterエージェントが稼働中のコンピュータが必要です。',
    },
  },
  DEVICE_NOTE_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such note on the device', ja: 'その機器にそのメモはありません' },
    remedy: {
      en: 'Somebody may have removed it; look at the device again.',
      ja: 'すでに削除された可能性があります。機器を表示し直してください。',
    },
  },
  DEVICE_NOTE_LIMIT: {
    status: 409,
    title: { en: 'The device carries as many notes as it may', ja: 'その機器のメモの数が上限に達しています' },
    remedy: {
      en: 'Remove notes that are done with; the history keeps them.',
      ja: '不要なメモを削除してください。履歴には残ります。',
    },
  },
  DEVICE_KEYS_ALL: {
    status: 409,
    title: { en: 'A split must leave the device a key', ja: '分割後も機器に識別キーを残す必要があります' },
    remedy: { en: 'Leave out at least one key.', ja: '少なくとも一つのキーを除いてください。' },
  },
});
