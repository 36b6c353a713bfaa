import { defineErrors } from './define.ts';

/** Records of what users did, and looking at them. */
export const operationLogErrors = defineErrors({
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
