import { defineErrors } from './define.ts';

/** Cases of operation logs, and days that are held for them. */
export const caseErrors = defineErrors({
  CASE_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such case', ja: '該当する案件がありません' },
    remedy: {
      en: 'Cases are seen by their members only; ask one of them to add you.',
      ja: '案件はメンバーだけが参照できます。メンバーに追加を依頼してください。',
    },
  },
  CASE_CLOSED: {
    status: 409,
    title: { en: 'The case is closed', ja: '案件は終了しています' },
    remedy: { en: 'Open it again first.', ja: '先に案件を再開してください。' },
  },
  CASE_FULL: {
    status: 409,
    title: { en: 'The case takes no more of these', ja: '案件にこれ以上追加できません' },
    remedy: {
      en: 'Details say what and how many. Take something out, or open another case.',
      ja: '種類と上限は details を参照してください。不要なものを外すか、別の案件を開いてください。',
    },
  },
  CASE_WITHOUT_MEMBERS: {
    status: 409,
    title: { en: 'A case has at least one member', ja: '案件には 1 人以上のメンバーが必要です' },
    remedy: { en: 'Name somebody who goes on with it.', ja: '案件を引き継ぐメンバーを指定してください。' },
  },
  CASE_MEMBER_UNKNOWN: {
    status: 400,
    title: { en: 'There is no such account', ja: 'そのアカウントはありません' },
    remedy: { en: 'Name members by their user ids.', ja: 'メンバーはユーザー ID で指定してください。' },
  },
  CASE_RECORD_NOT_PINNED: {
    status: 409,
    title: { en: 'The case does not hold this record', ja: 'この操作ログは案件に登録されていません' },
    remedy: { en: 'Pin the record first.', ja: '先に操作ログを案件に登録してください。' },
  },
  LEGAL_HOLD_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such hold', ja: '該当する保全がありません' },
    remedy: { en: 'It may have been released.', ja: 'すでに解除された可能性があります。' },
  },
  LEGAL_HOLD_RELEASE_REQUESTED: {
    status: 409,
    title: { en: 'Its release has been asked for already', ja: '解除はすでに申請されています' },
    remedy: {
      en: 'Somebody else confirms or declines it.',
      ja: '申請者以外の人が承認または却下してください。',
    },
  },
  LEGAL_HOLD_RELEASE_NOT_REQUESTED: {
    status: 409,
    title: { en: 'Nobody has asked for its release', ja: '解除は申請されていません' },
    remedy: {
      en: 'Ask for the release first; somebody else then confirms it.',
      ja: '先に解除を申請してください。その後、別の人が承認します。',
    },
  },
  LEGAL_HOLD_NEEDS_SECOND_PERSON: {
    status: 409,
    title: { en: 'A second person has to confirm it', ja: '別の人による承認が必要です' },
    remedy: {
      en: 'Somebody else than who asked for the release confirms it, signed in with an account of their own.',
      ja: '解除を申請した人とは別の人が、自分のアカウントでログインして承認してください。',
    },
  },
  LEGAL_HOLD_LIMIT: {
    status: 409,
    title: { en: 'There are too many holds', ja: '保全の数が上限に達しています' },
    remedy: {
      en: 'Release those that are not needed, or widen one instead of setting another.',
      ja: '不要な保全を解除するか、追加せずに範囲の広い保全にまとめてください。',
    },
  },
});
