import { defineErrors } from './define.ts';

/** The product licence: key files, and devices beyond what they license. */
export const licensingErrors = defineErrors({
  LICENCE_KEY_MALFORMED: {
    status: 422,
    title: { en: 'This is not a licence key file', ja: 'ライセンスキーファイルではありません' },
    remedy: {
      en: 'Choose the file as you were given it, unchanged. Where a field is wrong, details name it.',
      ja: '受け取ったファイルを変更せずに指定してください。誤りのある項目は details に示されます。',
    },
  },
  LICENCE_KEY_SIGNATURE: {
    status: 422,
    title: {
      en: 'Nobody this server trusts has signed the licence key',
      ja: 'ライセンスキーの署名を確認できません',
    },
    remedy: {
      en: 'The file was changed or comes from another issuer. Get it anew; whoever issues keys of their own sets licensePublicKey.',
      ja: 'ファイルが変更されたか、発行元が異なります。再度入手してください。独自に発行する場合は licensePublicKey を設定します。',
    },
  },
  LICENCE_KEY_OTHER_PRODUCT: {
    status: 422,
    title: { en: 'The licence key is for another product', ja: '別の製品のライセンスキーです' },
    remedy: {
      en: 'Choose a key for Muster; details name the product of this one.',
      ja: 'Muster のキーを指定してください。このキーの製品は details に示されます。',
    },
  },
  LICENCE_KEY_EXPIRED: {
    status: 422,
    title: { en: 'The licence key has expired', ja: 'ライセンスキーの有効期限が切れています' },
    remedy: {
      en: 'Get a new key. If it should still be valid, check the clock of the server.',
      ja: '新しいキーを入手してください。有効なはずの場合は、サーバーの時計を確認してください。',
    },
  },
  LICENCE_KEY_REGISTERED: {
    status: 409,
    title: { en: 'The licence key is registered already', ja: 'ライセンスキーは登録済みです' },
    remedy: {
      en: 'It counts once. To manage more devices register a key with another serial.',
      ja: '同じキーは一度だけ数えられます。機器を増やすには、シリアルの異なるキーを登録してください。',
    },
  },
  LICENCE_KEY_NOT_FIRST: {
    status: 409,
    title: { en: 'Sign in to register this licence key', ja: '登録にはサインインが必要です' },
    remedy: {
      en: 'Without signing in only the first key is taken, where the server requires one. An administrator adds others in Settings.',
      ja: 'サインインせずに登録できるのは、ライセンスが必須のサーバーの最初のキーだけです。以降は管理者が設定で追加します。',
    },
  },
  PRODUCT_LICENCES_USED_UP: {
    status: 409,
    title: { en: 'No product licence is left', ja: '製品ライセンスの残りがありません' },
    remedy: {
      en: 'Register another licence key, or ignore or remove devices that are no longer needed.',
      ja: 'ライセンスキーを追加登録するか、不要な機器を管理対象外にするか削除してください。',
    },
  },
  PRODUCT_LICENCE_REQUIRED: {
    status: 403,
    title: { en: 'A licence key must be registered first', ja: '先にライセンスキーの登録が必要です' },
    remedy: {
      en: 'Register a licence key file on the sign-in page, then sign in.',
      ja: 'サインイン画面でライセンスキーファイルを登録してから、サインインしてください。',
    },
  },
});
