import { defineErrors } from './define.ts';

/** Results that are carried by hand, and the tool that collects them. */
export const offlineErrors = defineErrors({
  OFFLINE_FILE_DAMAGED: {
    status: 400,
    title: { en: 'The file of results is damaged', ja: '収集結果のファイルが壊れています' },
    remedy: {
      en: 'Copy it again, or collect again on that computer; details say what is wrong.',
      ja: 'もう一度コピーするか、そのコンピューターで収集し直してください。問題の内容は details を参照してください。',
    },
  },
  OFFLINE_FILE_ALTERED: {
    status: 400,
    title: {
      en: 'The file of results was altered after it was collected',
      ja: '収集結果のファイルが収集後に変更されています',
    },
    remedy: {
      en: 'Collect again on that computer, and hand the file in as it is.',
      ja: 'そのコンピューターで収集し直し、ファイルを変更せずに届けてください。',
    },
  },
  OFFLINE_FILE_TOO_LARGE: {
    status: 413,
    title: {
      en: 'The file is larger than any file of results',
      ja: 'ファイルが収集結果の上限を超えています',
    },
    remedy: {
      en: 'Give a file as the information collection tool wrote it.',
      ja: '情報収集ツールが出力したファイルを指定してください。',
    },
  },
  OFFLINE_FILE_VERSION: {
    status: 400,
    title: {
      en: 'The file is of a version that this server does not read',
      ja: 'このサーバーでは読み取れないバージョンのファイルです',
    },
    remedy: {
      en: 'Create the information collection tool again on this server and collect with it, or update the server.',
      ja: 'このサーバーで情報収集ツールを作成し直して収集するか、サーバーを更新してください。',
    },
  },
  OFFLINE_FILE_FOREIGN: {
    status: 409,
    title: {
      en: 'The results were collected for another installation',
      ja: '別のサーバーのために収集された結果です',
    },
    remedy: {
      en: 'Hand them in there; or allow results of others, if the computer is yours now.',
      ja: '元のサーバーに届けてください。自組織の機器であれば、他のサーバーの結果を許可してください。',
    },
  },
  OFFLINE_FILE_FORGED: {
    status: 400,
    title: {
      en: 'The results are not signed by the agent they speak for',
      ja: '収集結果に、その機器のエージェントの正しい署名がありません',
    },
    remedy: {
      en: 'Collect again on that computer, as a user who may read the agent’s data folder.',
      ja: 'エージェントのデータフォルダーを読み取れるユーザーで、そのコンピューターから収集し直してください。',
    },
  },
  OFFLINE_FILE_UNSIGNED: {
    status: 409,
    title: {
      en: 'The computer reports itself, and these results are not signed by its agent',
      ja: 'オンラインで管理されている機器ですが、収集結果にその機器のエージェントの署名がありません',
    },
    remedy: {
      en: 'Let an administrator import the file.',
      ja: '管理者がファイルをインポートしてください。',
    },
  },
  OFFLINE_TOOL_NO_PACKAGE: {
    status: 409,
    title: {
      en: 'No package of the agent is kept for this platform',
      ja: 'このプラットフォーム用のエージェントのパッケージがありません',
    },
    remedy: {
      en: 'Add one first: muster agent-package add.',
      ja: '先に muster agent-package add でパッケージを追加してください。',
    },
  },
  OFFLINE_FILE_AHEAD: {
    status: 409,
    title: {
      en: 'The results are dated more than a day in the future',
      ja: '収集日時が1日以上先の日付です',
    },
    remedy: {
      en: 'Set the clock of that computer, and of this server, and collect again.',
      ja: 'そのコンピューターとサーバーの時計を合わせて、収集し直してください。',
    },
  },
});
