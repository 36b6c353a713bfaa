/** What an agent may send. Each limit stops the work where it is crossed, not after it. */
export interface InventoryLimits {
  /** Bytes of a body after decompression. The largest real inventory seen has 0.4 MB. */
  readonly decodedBytes: number;
  /** Decoded bytes per received byte, once `ratioFrom` bytes are exceeded; real inventories reach 13. */
  readonly ratio: number;
  readonly ratioFrom: number;
  readonly depth: number;
  readonly elements: number;
  /** Items of one section of the normal form. */
  readonly items: number;
}

export const defaultLimits: InventoryLimits = {
  decodedBytes: 16 * 1024 * 1024,
  ratio: 100,
  ratioFrom: 1024 * 1024,
  depth: 16,
  elements: 400_000,
  items: 20_000,
};
