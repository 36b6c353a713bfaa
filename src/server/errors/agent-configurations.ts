import { defineErrors } from './define.ts';

/** Agent configurations and what they are assigned to. */
export const agentConfigurationErrors = defineErrors({
  AGENT_CONFIGURATION_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such agent configuration', ja: 'そのエージェント設定はありません' },
    remedy: {
      en: 'It may have been removed. List the configurations for their ids.',
      ja: '削除された可能性があります。エージェント設定の一覧で ID を確認してください。',
    },
  },
  AGENT_CONFIGURATION_NAME_TAKEN: {
    status: 409,
    title: { en: 'The name is taken', ja: 'その名前は使用されています' },
    remedy: {
      en: 'Another agent configuration has it. Choose another name.',
      ja: '別のエージェント設定が使用しています。別の名前を指定してください。',
    },
  },
  AGENT_CONFIGURATION_DEFAULT_STAYS: {
    status: 409,
    title: {
      en: 'The default agent configuration cannot be removed',
      ja: 'デフォルトのエージェント設定は削除できません',
    },
    remedy: {
      en: 'It applies wherever nothing else is assigned. Edit it instead.',
      ja: '割り当てのないコンピュータに適用されます。削除ではなく編集してください。',
    },
  },
  AGENT_CONFIGURATION_ASSIGNED: {
    status: 409,
    title: { en: 'The agent configuration is assigned', ja: 'エージェント設定が割り当てられています' },
    remedy: {
      en: 'Cancel its assignments first; details say to how many groups and computers.',
      ja: '先に割り当てを解除してください。グループとコンピュータの数は details に示されます。',
    },
  },
  AGENT_CONFIGURATION_LIMIT: {
    status: 409,
    title: { en: 'There are too many agent configurations', ja: 'エージェント設定の数が上限に達しています' },
    remedy: {
      en: 'Remove one that is no longer used.',
      ja: '使用していない設定を削除してください。',
    },
  },
  AGENT_INSTALL_FOLDER_DEFAULT_ONLY: {
    status: 422,
    title: {
      en: 'Only the default agent configuration has an installation folder',
      ja: 'インストール先フォルダはデフォルトのエージェント設定でだけ指定できます',
    },
    remedy: {
      en: 'Set it there: agents are installed before any other configuration reaches them.',
      ja: 'デフォルトの設定で指定してください。他の設定が届く前にエージェントはインストールされます。',
    },
  },
  AGENT_ASSIGNMENT_NONE: {
    status: 409,
    title: {
      en: 'Nothing is assigned there that could be cancelled',
      ja: '解除できる割り当てがありません',
    },
    remedy: {
      en: 'The default configuration or one of a group above applies. The default cannot be cancelled; cancel at the group that is assigned directly.',
      ja: 'デフォルトの設定か上位グループの設定が適用されています。デフォルトは解除できません。直接割り当てられたグループで解除してください。',
    },
  },
  AGENT_ASSIGNMENT_LIMIT: {
    status: 409,
    title: { en: 'Too many groups are assigned', ja: '割り当てられたグループが多すぎます' },
    remedy: {
      en: 'Assign to a group further up, or simplify shared views and networks that are assigned.',
      ja: '上位のグループに割り当てるか、割り当て済みの共有ビューやネットワークを簡単にしてください。',
    },
  },
  AGENT_ASSIGNMENT_TARGET_UNKNOWN: {
    status: 422,
    title: { en: 'There is no such target', ja: '割り当て先がありません' },
    remedy: {
      en: 'Details name the computers or shared views that do not exist. List them again.',
      ja: '存在しないコンピュータまたは共有ビューは details に示されます。一覧を更新してください。',
    },
  },
  AGENT_ACT_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such act', ja: 'その操作はありません' },
    remedy: {
      en: 'Give the act that an edit or assignment answered.',
      ja: '編集または割り当ての応答に含まれる act を指定してください。',
    },
  },
  AGENT_ACT_OVERTAKEN: {
    status: 409,
    title: { en: 'It was changed since and is not undone', ja: 'その後に変更されたため元に戻せません' },
    remedy: {
      en: 'Look at what is assigned now and change that.',
      ja: '現在の割り当てを確認し、必要に応じて変更してください。',
    },
  },
});
