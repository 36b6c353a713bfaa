import { defineErrors } from './define.ts';

/** Devices: lists, detail, split and merge. */
export const deviceErrors = defineErrors({
  DEVICE_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such device', ja: 'その機器はありません' },
    remedy: {
      en: 'It may not have existed at the moment you look at, or it lies outside your administration scope.',
      ja: '表示中の時点では存在しないか、管轄範囲の外にある可能性があります。',
    },
  },
});
