import { defineErrors } from './define.ts';

/** Acts on all devices that match a filter. */
export const bulkErrors = defineErrors({
  BULK_ACT_BUSY: {
    status: 409,
    title: { en: 'Another act on many devices is under way', ja: '多数の機器への別の操作が実行中です' },
    remedy: {
      en: 'Wait until its job has ended, or cancel it.',
      ja: 'そのジョブの終了を待つか、中止してください。',
    },
  },
  BULK_ACT_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such act on many devices', ja: 'そのような一括操作はありません' },
    remedy: {
      en: 'Its id is in the result of its job. Acts on departments beyond your scope are not yours to take back.',
      ja: 'ID はジョブの結果に示されます。管轄範囲外の部署を含む操作は取り消せません。',
    },
  },
  BULK_ACT_UNDONE: {
    status: 409,
    title: { en: 'The act was taken back already', ja: 'その操作はすでに取り消されています' },
    remedy: { en: 'Do it again where it is wanted after all.', ja: '必要であればもう一度実行してください。' },
  },
  BULK_ACT_FINAL: {
    status: 409,
    title: { en: 'Such an act cannot be taken back', ja: 'この操作は取り消せません' },
    remedy: {
      en: 'A removed device does not come back, and what agents were told they do.',
      ja: '削除した機器は元に戻らず、エージェントへの指示は実行されます。',
    },
  },
});
