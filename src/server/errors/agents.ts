import { defineErrors } from './define.ts';

/** Muster's own agents, and commands to them. */
export const agentErrors = defineErrors({
  AGENT_CREDENTIALS_UNKNOWN: {
    status: 401,
    title: {
      en: 'These agent credentials are not known here',
      ja: 'このエージェントの認証情報は登録されていません',
    },
    remedy: {
      en: 'Enrol the agent with a token of this server.',
      ja: 'このサーバーの登録トークンでエージェントを登録してください。',
    },
  },
  AGENT_PROOF_INVALID: {
    status: 403,
    title: {
      en: 'The agent did not prove that it holds its key',
      ja: 'エージェントが鍵の所持を証明できませんでした',
    },
    remedy: {
      en: 'Sign the enrolment with the private half of the key it names.',
      ja: '登録要求を、指定した公開鍵に対応する秘密鍵で署名してください。',
    },
  },
  AGENT_RENEWAL_NOT_ASKED: {
    status: 403,
    title: {
      en: 'Nobody asked this agent to become another',
      ja: 'このエージェントに ID の再作成は指示されていません',
    },
    remedy: {
      en: 'Enrol with a token, or have an administrator ask for a new identity on the page of the device.',
      ja: '登録トークンで登録するか、管理者が機器の画面で新しい ID の作成を指示してください。',
    },
  },
  AGENT_CLONED: {
    status: 409,
    title: {
      en: 'Several devices report as this agent',
      ja: '複数の機器がこのエージェントとして報告しています',
    },
    remedy: {
      en: 'A command would reach all of them. Give each an identity of its own first.',
      ja: 'コマンドはそのすべてに届きます。先に機器ごとの ID を作成させてください。',
    },
  },
  AGENT_RENEWING: {
    status: 409,
    title: {
      en: 'The agent was told to become another one',
      ja: 'エージェントは新しい ID の作成を指示されています',
    },
    remedy: {
      en: 'A command to the former one might reach nobody. Try again once the computer has reported as the new one, or in an hour.',
      ja: '以前の ID へのコマンドは届かない可能性があります。新しい ID での報告後、または1時間後に再度実行してください。',
    },
  },
  AGENT_WITHOUT_DEVICE: {
    status: 409,
    title: {
      en: 'The agent has reported no computer yet',
      ja: 'エージェントはまだコンピューターを報告していません',
    },
    remedy: {
      en: 'Send an inventory first.',
      ja: '先にインベントリを送信してください。',
    },
  },
  AGENT_COMMAND_UNKNOWN: {
    status: 404,
    title: {
      en: 'The agent was given no such command',
      ja: 'そのコマンドはエージェントに発行されていません',
    },
    remedy: { en: 'Check the sequence.', ja: '連番を確認してください。' },
  },
  AGENT_COMMANDS_TOO_MANY: {
    status: 409,
    title: {
      en: 'The agent has too many commands waiting',
      ja: 'エージェントの未処理のコマンドが多すぎます',
    },
    remedy: {
      en: 'Wait until the computer is on and has worked through them, or until they run out.',
      ja: 'コンピューターが起動して処理が終わるか、期限が切れるまで待ってください。',
    },
  },
  AGENT_COMMAND_OUT_OF_TURN: {
    status: 409,
    title: {
      en: 'Too many command this agent at once',
      ja: 'このエージェントへのコマンドが同時に発行されました',
    },
    remedy: { en: 'Try again.', ja: '再試行してください。' },
  },
  DEVICE_MANAGED_OFFLINE: {
    status: 409,
    title: {
      en: 'The device is managed offline',
      ja: 'この機器はオフラインで管理されています',
    },
    remedy: {
      en: 'No command reaches it. Let its agent communicate with the server: in its agent configuration, and on the computer itself with muster-agent setup --communicate on.',
      ja: 'コマンドは届きません。エージェント設定、およびコンピューター上の muster-agent setup --communicate on で、エージェントがサーバーと通信するようにしてください。',
    },
  },
  DEVICE_WITHOUT_AGENT: {
    status: 409,
    title: {
      en: 'No Muster agent takes commands on this device',
      ja: 'この機器にはコマンドを受け付ける Muster エージェントがありません',
    },
    remedy: {
      en: 'Install the Muster agent on it and enrol it.',
      ja: 'Muster エージェントをインストールし、登録してください。',
    },
  },
});
