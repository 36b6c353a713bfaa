import { defineErrors } from './define.ts';

/** Records of what users did, and looking at them. */
export const operationLogErrors = defineErrors({
  OPERATION_ARCHIVE_BUSY: {
    status: 409,
    title: {
      en: 'Operation logs are being restored already',
      ja: '操作ログの復元がすでに実行中です',
    },
    remedy: {
      en: 'Wait for its end, or cancel it.',
      ja: '完了を待つか、中止してください。',
    },
  },
  OPERATION_ARCHIVE_EMPTY: {
    status: 409,
    title: {
      en: 'The archive has no files of these days',
      ja: '指定した期間のアーカイブファイルがありません',
    },
    remedy: {
      en: 'Choose other days, or move the files back into the archive folder.',
      ja: '別の期間を指定するか、ファイルをアーカイブフォルダに戻してください。',
    },
  },
  OPERATION_ARCHIVE_NOT_SET: {
    status: 409,
    title: { en: 'No archive folder is set', ja: 'アーカイブフォルダが設定されていません' },
    remedy: {
      en: 'Set one under Settings, Operation logs.',
      ja: '設定の「操作ログ」でアーカイブフォルダを設定してください。',
    },
  },
  OPERATION_ARCHIVE_TOO_MANY_DAYS: {
    status: 409,
    title: {
      en: 'More days would be at hand than are allowed',
      ja: '保持できる日数の上限を超えます',
    },
    remedy: {
      en: 'Raise the maximum, shorten the automatic period, or remove days that were restored by hand.',
      ja: '上限を増やすか、自動復元の期間を短くするか、手動で復元した操作ログを削除してください。',
    },
  },
  OPERATION_ARCHIVE_UNREADABLE: {
    status: 503,
    title: {
      en: 'This server cannot read the archive of operation logs',
      ja: 'このサーバーから操作ログのアーカイブを読み取れません',
    },
    remedy: {
      en: 'Ask for days at hand, or see Settings, Operation logs, Archive. Several servers need the folder at the same path.',
      ja: '保持期間内の日を指定するか、設定の「操作ログ」の「アーカイブ」を確認してください。複数のサーバーでは、フォルダを同じパスにマウントする必要があります。',
    },
  },
  OPERATION_ARCHIVE_UNUSABLE: {
    status: 409,
    title: {
      en: 'The folder cannot be used as an archive',
      ja: 'このフォルダはアーカイブとして使用できません',
    },
    remedy: {
      en: 'It has to exist on the server, outside the data folder, and the server needs the right to write there.',
      ja: 'サーバー上のデータフォルダ以外の場所に作成し、サーバーに書き込み権限を与えてください。',
    },
  },
  OPERATION_BATCH_INVALID: {
    status: 400,
    title: { en: 'The records cannot be taken', ja: '操作ログを受け付けられません' },
    remedy: {
      en: 'Details say where they are wrong; nothing of this upload was stored.',
      ja: '問題のある箇所は details を参照してください。このアップロードは保存されていません。',
    },
  },
  OPERATION_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such record', ja: '該当する操作ログがありません' },
    remedy: {
      en: 'Its day may have been removed, or it belongs to a computer you do not administer.',
      ja: 'その日の操作ログが削除されたか、管轄範囲外のコンピューターの操作ログです。',
    },
  },
  OPERATION_DAY_NOT_FOUND: {
    status: 404,
    title: { en: 'There are no operation logs of this day', ja: 'この日の操作ログはありません' },
    remedy: {
      en: 'GET /api/v1/operations/days lists the days that are kept.',
      ja: '保存されている日は GET /api/v1/operations/days で確認できます。',
    },
  },
  OPERATION_DAY_CHECKED_ALREADY: {
    status: 409,
    title: { en: 'A day of operation logs is being checked', ja: '操作ログの検査を実行中です' },
    remedy: {
      en: 'Wait for the job that is under way, one day is checked at a time.',
      ja: '検査は一度に1日分です。実行中のジョブが終わるまでお待ちください。',
    },
  },
  OPERATION_NOT_TRACEABLE: {
    status: 409,
    title: { en: 'This record cannot be traced', ja: 'この操作ログは追跡できません' },
    remedy: {
      en: 'Choose a record that says what became of a file.',
      ja: 'ファイルの操作を示す操作ログを選択してください。',
    },
  },
  OPERATION_PURPOSE_REQUIRED: {
    status: 400,
    title: { en: 'Say what you look at the records for', ja: '操作ログを参照する目的を入力してください' },
    remedy: {
      en: 'Give `purpose`, for example the number of the case; it is recorded with your question.',
      ja: '案件番号などの目的を purpose に指定してください。目的は参照の記録に残ります。',
    },
  },
  OPERATION_WARNING_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such warning', ja: '該当する警告がありません' },
    remedy: {
      en: 'Load the list again; the warning may belong to a computer you do not administer.',
      ja: '一覧を再読み込みしてください。管轄範囲外のコンピューターの警告である可能性もあります。',
    },
  },
  CONDITIONS_RUNNING: {
    status: 409,
    title: {
      en: 'Conditions are being held against the past already',
      ja: '不審操作の条件は現在、過去の操作ログで試行中です',
    },
    remedy: {
      en: 'Wait until that job ends, or cancel it.',
      ja: '実行中のジョブが終わるのを待つか、ジョブを中止してください。',
    },
  },
  OPERATIONS_UNAVAILABLE: {
    status: 503,
    title: {
      en: 'Operation logs cannot be taken or read at the moment',
      ja: '現在、操作ログの受付または参照ができません',
    },
    remedy: {
      en: 'Try again later; an administrator looks at the free space of the data folder, or of log and database.',
      ja: 'しばらくしてから再実行してください。管理者はデータフォルダ、またはイベントログとデータベースの空き容量を確認してください。',
    },
  },
});
