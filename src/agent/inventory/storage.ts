import { mebibytes, told, type Collector } from './collector.ts';

/** Kept in memory, or images of something else: no place of the computer to keep things in. */
const passing = new Set(['tmpfs', 'devtmpfs', 'overlay', 'squashfs', 'ramfs', 'efivarfs']);

export const storage: Collector = {
  duty: 'other',
  sections: ['drives'],
  words: 'File systems: where they are mounted, their size and how much of it is free.',
  async collect({ si }) {
    const volumes = await si.fsSize();
    return {
      drives: volumes
        .filter(({ type, size }) => !passing.has(type.toLowerCase()) && size > 0)
        .map(volume => ({
          type: told(volume.mount),
          letter: /^[A-Za-z]:$/.test(volume.mount) ? volume.mount : undefined,
          volumn: told(volume.fs),
          filesystem: told(volume.type),
          total: mebibytes(volume.size),
          free: mebibytes(volume.available) ?? 0,
        })),
    };
  },
};
