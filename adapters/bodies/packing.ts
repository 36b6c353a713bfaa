import { constants } from 'node:zlib';

/** Text of inventories shrinks to a tenth at this level, at about 300 MB/s. */
export const compression = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
