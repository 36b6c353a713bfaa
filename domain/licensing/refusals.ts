/** Every "no" of this context. Texts and remedies live in the error catalogue. */
export const licensingRefusals = [
  /** Details: `field`, the first that is missing or wrong, where the file is JSON at all. */
  'LICENCE_KEY_MALFORMED',
  /** Details: `serial` that the file claims. */
  'LICENCE_KEY_SIGNATURE',
  /** Details: `product` the key is for. */
  'LICENCE_KEY_OTHER_PRODUCT',
  /** Details: `serial`, `expires`. */
  'LICENCE_KEY_EXPIRED',
  /** Details: `serial`. */
  'LICENCE_KEY_REGISTERED',
  /** Without signing in only the first key is taken. */
  'LICENCE_KEY_NOT_FIRST',
  /** Details: `licensed` devices and how many are `used`. */
  'PRODUCT_LICENCES_USED_UP',
] as const;
export type LicensingRefusal = (typeof licensingRefusals)[number];
