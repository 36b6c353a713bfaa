import { defineErrors } from './define.ts';

/** Enrolment, and inventories handed in by people. What agents themselves are told is worded in their dialects. */
export const intakeErrors = defineErrors({
  ENROLMENT_TOKEN_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such enrolment token', ja: 'その登録トークンはありません' },
    remedy: { en: 'List the tokens for their ids.', ja: 'トークンの一覧で ID を確認してください。' },
  },
  ENROLMENT_TOKEN_EXISTS: {
    status: 409,
    title: { en: 'The enrolment token exists already', ja: '登録トークンはすでに存在します' },
    remedy: { en: 'Create another one.', ja: '別のトークンを作成してください。' },
  },
  ENROLMENT_TOKEN_INVALID: {
    status: 400,
    title: {
      en: 'Uses or expiry of the token are out of range',
      ja: 'トークンの使用回数または有効期限が範囲外です',
    },
    remedy: {
      en: 'Give 1 to 1,000,000 uses and an expiry in the future, at most ten years away.',
      ja: '使用回数は 1 ～ 1,000,000、有効期限は未来かつ 10 年以内で指定してください。',
    },
  },
  ENROLMENT_TOKEN_EXPIRED: {
    status: 403,
    title: { en: 'The enrolment token has expired', ja: '登録トークンの有効期限が切れています' },
    remedy: { en: 'Create a new one.', ja: '新しいトークンを作成してください。' },
  },
  ENROLMENT_TOKEN_USED_UP: {
    status: 403,
    title: { en: 'The enrolment token is used up', ja: '登録トークンの使用回数を使い切りました' },
    remedy: {
      en: 'Create a new one with enough uses.',
      ja: '十分な使用回数で新しいトークンを作成してください。',
    },
  },
  ENROLMENT_TOKEN_REVOKED: {
    status: 403,
    title: { en: 'The enrolment token was revoked', ja: '登録トークンは取り消されています' },
    remedy: { en: 'Create a new one.', ja: '新しいトークンを作成してください。' },
  },
  AGENT_UNKNOWN: {
    status: 404,
    title: { en: 'There is no such agent', ja: 'そのエージェントはありません' },
    remedy: { en: 'List the agents for their ids.', ja: 'エージェントの一覧で ID を確認してください。' },
  },
  AGENT_REVOKED: {
    status: 403,
    title: {
      en: 'The credential of this agent was revoked',
      ja: 'このエージェントの認証情報は取り消されています',
    },
    remedy: {
      en: 'Issue the agent a new credential.',
      ja: 'エージェントに新しい認証情報を発行してください。',
    },
  },
  AGENT_ENROLLED_OTHERWISE: {
    status: 409,
    title: {
      en: 'The agent is enrolled with another secret',
      ja: 'エージェントは別の秘密情報で登録されています',
    },
    remedy: {
      en: 'If it was reinstalled, issue it a new credential.',
      ja: '再インストールした場合は、新しい認証情報を発行してください。',
    },
  },
  INVENTORY_UNREADABLE: {
    status: 400,
    title: { en: 'The inventory cannot be read', ja: 'インベントリを読み取れません' },
    remedy: {
      en: 'Give a file as an agent of GLPI (JSON), FusionInventory or OCS Inventory (XML) writes it; details say what is wrong.',
      ja: 'GLPI（JSON）、FusionInventory または OCS Inventory（XML）のエージェントが出力したファイルを指定してください。問題の内容は details を参照してください。',
    },
  },
  INVENTORY_REFUSED: {
    status: 409,
    title: { en: 'The device takes no inventories', ja: 'この機器のインベントリは受け付けられません' },
    remedy: {
      en: 'Put the device under management first.',
      ja: '先に機器を管理対象にしてください。',
    },
  },
  INVENTORY_BODY_UNKNOWN: {
    status: 404,
    title: { en: 'No such inventory is kept', ja: 'そのインベントリは保存されていません' },
    remedy: {
      en: 'Take the hash from an event of the device or from a refusal on the health page.',
      ja: '機器のイベント、またはヘルスページの拒否の記録にあるハッシュを指定してください。',
    },
  },
  INVENTORY_REPLAY_BUSY: {
    status: 409,
    title: { en: 'Inventories are being replayed already', ja: 'インベントリの再読み取りはすでに実行中です' },
    remedy: {
      en: 'Wait for it to finish, or cancel the job.',
      ja: '完了を待つか、ジョブを中止してください。',
    },
  },
  INTAKE_OVERLOADED: {
    status: 429,
    title: { en: 'Too many inventories at once', ja: 'インベントリの受信が集中しています' },
    remedy: { en: 'Try again in a while.', ja: 'しばらくしてから再試行してください。' },
  },
});
