import { defineErrors } from './define.ts';

/** Installation sets and the installers made of them. */
export const installationErrors = defineErrors({
  INSTALLATION_SET_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such installation set', ja: 'そのインストールセットはありません' },
    remedy: {
      en: 'List the installation sets for their ids.',
      ja: 'インストールセットの一覧で ID を確認してください。',
    },
  },
  INSTALLATION_SET_INVALID: {
    status: 422,
    title: {
      en: 'The installation set cannot be made so',
      ja: 'この内容ではインストールセットを作成できません',
    },
    remedy: {
      en: 'Details say which item and why: folders are absolute and fit the platform, files are named once and 16 MiB together, programs are files of the set or absolute paths.',
      ja: '項目と理由は details に示されます。フォルダは機種に合う絶対パス、ファイル名は重複なし・合計 16 MiB まで、プログラムはセット内のファイルか絶対パスで指定してください。',
    },
  },
  INSTALLATION_SET_REVOKED: {
    status: 410,
    title: { en: 'The installation set was revoked', ja: 'このインストールセットは取り消されています' },
    remedy: { en: 'Make another one.', ja: '新しいインストールセットを作成してください。' },
  },
  INSTALLATION_SET_CONFIGURATION_GONE: {
    status: 409,
    title: {
      en: 'The agent configuration of this installation set was removed',
      ja: 'このインストールセットのエージェント設定は削除されています',
    },
    remedy: {
      en: 'Make an installation set of a configuration that there is.',
      ja: '存在するエージェント設定でインストールセットを作り直してください。',
    },
  },
  INSTALLATION_CODE_LIMIT: {
    status: 409,
    title: {
      en: 'Too many commands were given out of this installation set',
      ja: 'このインストールセットから発行されたコマンドが多すぎます',
    },
    remedy: { en: 'Make another one.', ja: '新しいインストールセットを作成してください。' },
  },
  INSTALLATION_PACKAGE_MISSING: {
    status: 409,
    title: {
      en: 'There is no agent package for this platform yet',
      ja: 'この機種のエージェントパッケージがまだありません',
    },
    remedy: {
      en: 'Add one: muster agent-package add FILE.',
      ja: 'muster agent-package add FILE で追加してください。',
    },
  },
  INSTALLATION_PLATFORM_OTHER: {
    status: 409,
    title: {
      en: 'The installation set is for another platform',
      ja: 'このインストールセットは別の機種用です',
    },
    remedy: {
      en: 'Details name both. Make a set for the platform of the computer.',
      ja: '両方の機種は details に示されます。コンピュータの機種用のセットを作成してください。',
    },
  },
  INSTALLATION_ADDRESS_INSECURE: {
    status: 409,
    title: {
      en: 'Agents reach this server by https only',
      ja: 'エージェントは https でのみこのサーバーに接続します',
    },
    remedy: {
      en: 'Give the server its public address (the setting url), one that begins with https://.',
      ja: '設定 url に https:// で始まるアドレスを指定してください。',
    },
  },
  INSTALLATION_CONNECTIONS_INVALID: {
    status: 409,
    title: {
      en: 'The file of higher connection destinations cannot be used',
      ja: '上位接続先情報ファイルを使用できません',
    },
    remedy: {
      en: 'Correct connections.txt in the data folder, or remove it; details name the line.',
      ja: 'データフォルダの connections.txt を修正するか削除してください。行番号は details に示されます。',
    },
  },
  INSTALLATION_FILE_LOST: {
    status: 500,
    title: {
      en: 'A file of the installation set is lost',
      ja: 'インストールセットのファイルが失われています',
    },
    remedy: {
      en: 'Make the installation set anew.',
      ja: 'インストールセットを作り直してください。',
    },
  },
});
