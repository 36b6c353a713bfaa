import { defineErrors } from './define.ts';

/** Projections, jobs, events and the ledger. */
export const systemErrors = defineErrors({
  PROJECTION_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such projection', ja: 'そのプロジェクションはありません' },
    remedy: { en: 'The health page lists them.', ja: 'ヘルスページの一覧を確認してください。' },
  },
  PROJECTION_BUSY: {
    status: 409,
    title: { en: 'The projection is being rebuilt already', ja: 'プロジェクションはすでに再構築中です' },
    remedy: {
      en: 'Wait for it to finish, or cancel the job.',
      ja: '完了を待つか、ジョブを中止してください。',
    },
  },
  PROJECTIONS_ELSEWHERE: {
    status: 409,
    title: {
      en: 'Another server writes the read models',
      ja: '読み取りモデルは別のサーバーが書き込んでいます',
    },
    remedy: {
      en: 'Ask the server that the health page names.',
      ja: 'ヘルスページに示されたサーバーで実行してください。',
    },
  },
  JOB_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such job', ja: 'そのジョブはありません' },
    remedy: { en: 'Jobs that ended long ago are forgotten.', ja: '古いジョブの記録は保持されません。' },
  },
  JOB_LOST: {
    status: 410,
    title: {
      en: 'The server that ran it is gone or has started anew; the job ended with it',
      ja: '実行していたサーバーが停止または再起動したため、ジョブも終了しました',
    },
    remedy: {
      en: 'What it had recorded until then is in the log. Look whether anything is missing, and start it again.',
      ja: 'それまでに記録された内容はログに残っています。不足がないか確認し、必要なら再度実行してください。',
    },
  },
  JOB_FINISHED: {
    status: 409,
    title: { en: 'The job has already ended', ja: 'ジョブはすでに終了しています' },
    remedy: { en: 'There is nothing to cancel.', ja: '中止する対象はありません。' },
  },
  EVENT_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no event at this position', ja: 'この位置にイベントはありません' },
    remedy: { en: 'Check the position.', ja: '位置を確認してください。' },
  },
  LEDGER_NO_SUCH_EVENT: {
    status: 404,
    title: { en: 'There is no event at this position', ja: 'この位置にイベントはありません' },
    remedy: { en: 'Check the position.', ja: '位置を確認してください。' },
  },
  LEDGER_NOT_SEALED_YET: {
    status: 409,
    title: { en: 'The event is not sealed yet', ja: 'イベントはまだ封印されていません' },
    remedy: {
      en: 'A seal follows within a minute; then ask again.',
      ja: '一分以内に封印されます。その後に再試行してください。',
    },
  },
  LEDGER_CATEGORY_EXCLUDED: {
    status: 409,
    title: {
      en: 'Events of this kind expire and are not sealed one by one',
      ja: 'この種類のイベントは保存期間があり、個別には封印されません',
    },
    remedy: { en: 'There is no proof of it.', ja: '証明は作成できません。' },
  },
});
