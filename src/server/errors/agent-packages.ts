import { defineErrors } from './define.ts';

/** Packages of the agent, and updates by them. */
export const agentPackageErrors = defineErrors({
  AGENT_PACKAGE_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such agent package', ja: 'そのエージェントパッケージはありません' },
    remedy: {
      en: 'List the packages for versions and platforms, or add it.',
      ja: '一覧でバージョンとプラットフォームを確認するか、パッケージを追加してください。',
    },
  },
  AGENT_PACKAGE_FORGED: {
    status: 422,
    title: {
      en: 'The document of the package is not signed, or says what cannot be',
      ja: 'パッケージの文書が署名されていないか、内容に誤りがあります',
    },
    remedy: {
      en: 'Send the .json file that was built beside the package, unchanged.',
      ja: 'パッケージと一緒に作成された .json ファイルを変更せずに送信してください。',
    },
  },
  AGENT_PACKAGE_DAMAGED: {
    status: 422,
    title: {
      en: 'The file is not the one its document speaks of',
      ja: 'ファイルが文書の内容と一致しません',
    },
    remedy: {
      en: 'It was cut off, changed, or belongs to another document. Copy it anew.',
      ja: '途中で切れたか、変更されたか、別の文書のファイルです。もう一度コピーしてください。',
    },
  },
  AGENT_PACKAGE_OTHERWISE: {
    status: 409,
    title: {
      en: 'Another file is offered under this version and platform',
      ja: 'このバージョンとプラットフォームには別のファイルが登録されています',
    },
    remedy: {
      en: 'Build under another version, or remove the one that is offered first.',
      ja: '別のバージョンで作成するか、先に登録済みのパッケージを削除してください。',
    },
  },
  AGENT_PACKAGE_KEY_OTHER: {
    status: 409,
    title: {
      en: 'The package is signed with another release key than those before',
      ja: 'これまでと異なるリリース鍵で署名されています',
    },
    remedy: {
      en: 'Agents that trust the former key refuse it as an update. If the key was changed on purpose, say so (--new-key).',
      ja: '以前の鍵を信頼するエージェントは更新を拒否します。鍵を意図して変更した場合は、その旨を指定してください（--new-key）。',
    },
  },
  AGENT_PACKAGE_LIMIT: {
    status: 409,
    title: { en: 'There are too many agent packages', ja: 'エージェントパッケージの数が上限に達しています' },
    remedy: {
      en: 'Remove those that are no longer used.',
      ja: '使用していないパッケージを削除してください。',
    },
  },
  AGENT_PACKAGE_WANTED: {
    status: 409,
    title: { en: 'An update needs the package', ja: '更新でこのパッケージを使用しています' },
    remedy: {
      en: 'Stop the update first; details name it.',
      ja: '先に更新を停止してください。対象の更新は details に示されます。',
    },
  },
  AGENT_PACKAGE_LOST: {
    status: 503,
    title: {
      en: 'The bytes of the package are missing in the store',
      ja: 'パッケージのデータがストアにありません',
    },
    remedy: {
      en: 'Remove the package and add it again from its file.',
      ja: 'パッケージを削除し、ファイルからもう一度追加してください。',
    },
  },
  RANGE_UNKNOWN: {
    status: 416,
    title: {
      en: 'The file ends before the range asked for',
      ja: '要求された範囲はファイルの終わりを超えています',
    },
    remedy: { en: 'Ask for the file from its beginning.', ja: 'ファイルを最初から要求してください。' },
  },
  AGENT_UPDATE_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such update of agents', ja: 'そのエージェント更新はありません' },
    remedy: { en: 'List the updates for their ids.', ja: '更新の一覧で ID を確認してください。' },
  },
  AGENT_UPDATE_STOPPED: {
    status: 409,
    title: { en: 'The update was stopped', ja: '更新は停止されています' },
    remedy: { en: 'Order it anew.', ja: '新しく更新を指示してください。' },
  },
  AGENT_UPDATE_NARROWER: {
    status: 409,
    title: { en: 'An update does not become narrower', ja: '更新の対象は狭められません' },
    remedy: {
      en: 'Agents that were told cannot be called back. Stop it and order another.',
      ja: '指示済みのエージェントは取り消せません。停止して新しく指示してください。',
    },
  },
});
