import { defineErrors } from './define.ts';

/** Sign-in, sessions, accounts, API tokens. */
export const accountErrors = defineErrors({
  SIGN_IN_REFUSED: {
    status: 401,
    title: { en: 'Sign-in refused', ja: 'サインインできません' },
    remedy: {
      en: 'Check user ID and password. After repeated failures the account is locked until an administrator unlocks it.',
      ja: 'ユーザー ID とパスワードを確認してください。失敗が続くとロックされ、管理者が解除するまで使用できません。',
    },
  },
  SIGN_IN_TOO_OFTEN: {
    status: 429,
    title: {
      en: 'Too many failed sign-ins from this address',
      ja: 'このアドレスからのサインイン失敗が多すぎます',
    },
    remedy: { en: 'Wait as long as Retry-After says.', ja: 'Retry-After に示された時間だけ待ってください。' },
  },
  OIDC_OFF: {
    status: 404,
    title: { en: 'No identity provider is set up', ja: 'ID プロバイダーが設定されていません' },
    remedy: {
      en: 'Sign in with user ID and password, or ask the operator to set MUSTER_OIDC_ISSUER.',
      ja: 'ユーザー ID とパスワードでサインインするか、MUSTER_OIDC_ISSUER の設定を運用担当者に依頼してください。',
    },
  },
  OIDC_UNREACHABLE: {
    status: 503,
    title: { en: 'The identity provider does not answer', ja: 'ID プロバイダーが応答しません' },
    remedy: {
      en: 'Try again in a while, or sign in with user ID and password.',
      ja: 'しばらくしてから再試行するか、ユーザー ID とパスワードでサインインしてください。',
    },
  },
  OIDC_REFUSED: {
    status: 403,
    title: { en: 'The identity provider did not vouch for you', ja: 'ID プロバイダーで認証されませんでした' },
    remedy: {
      en: 'Sign in again. If it stays, the operator finds the reason in the log.',
      ja: 'もう一度サインインしてください。解決しない場合、理由はサーバーのログに記録されています。',
    },
  },
  OIDC_FLOW_ENDED: {
    status: 400,
    title: { en: 'This sign-in has ended', ja: 'このサインイン手続きは終了しています' },
    remedy: {
      en: 'It took longer than ten minutes, was done already, or was begun in another browser. Begin again.',
      ja: '10 分を超えた、すでに完了した、または別のブラウザーで開始された手続きです。最初からやり直してください。',
    },
  },
  OIDC_NO_ACCOUNT: {
    status: 403,
    title: { en: 'You have no account here that may sign in', ja: 'サインインできるアカウントがありません' },
    remedy: {
      en: 'An administrator adds an account with the user ID named in details, or unlocks it.',
      ja: '管理者が details に示されたユーザー ID でアカウントを追加するか、ロックを解除する必要があります。',
    },
  },
  IDENTITY_DIFFERS: {
    status: 403,
    title: {
      en: 'The account belongs to somebody else at the identity provider',
      ja: 'このアカウントは ID プロバイダーの別の利用者に結び付けられています',
    },
    remedy: {
      en: 'Where the name was given to another person, an administrator unlinks the account first.',
      ja: '名前が別の人に割り当てられた場合は、先に管理者が結び付けを解除してください。',
    },
  },
  IDENTITY_MISSING: {
    status: 409,
    title: {
      en: 'Nobody has signed in to this account through an identity provider',
      ja: 'このアカウントは ID プロバイダーに結び付けられていません',
    },
    remedy: { en: 'There is nothing to unlink.', ja: '解除する結び付けはありません。' },
  },
  PASSWORD_CHANGE_REQUIRED: {
    status: 403,
    title: { en: 'The password must be changed first', ja: '先にパスワードの変更が必要です' },
    remedy: {
      en: 'Choose a password of your own, then go on.',
      ja: '新しいパスワードを設定してから続けてください。',
    },
  },
  PASSWORD_TOO_WEAK: {
    status: 422,
    title: { en: 'The password is too easy to guess', ja: 'パスワードが推測されやすいものです' },
    remedy: {
      en: 'Use at least 12 characters that hold neither your user ID nor a well-known password. A few unrelated words work well.',
      ja: 'ユーザー ID やよく知られたパスワードを含まない 12 文字以上にしてください。無関係な単語の組み合わせが有効です。',
    },
  },
  PASSWORD_UNCHANGED: {
    status: 422,
    title: { en: 'The new password is the old one', ja: '新しいパスワードが現在のものと同じです' },
    remedy: { en: 'Choose another.', ja: '別のパスワードを指定してください。' },
  },
  PASSWORD_WRONG: {
    status: 403,
    title: { en: 'The current password is wrong', ja: '現在のパスワードが正しくありません' },
    remedy: {
      en: 'Enter the password you signed in with.',
      ja: 'サインインに使用したパスワードを入力してください。',
    },
  },
  SECOND_FACTOR_REQUIRED: {
    status: 401,
    title: { en: 'A code is needed beside the password', ja: 'パスワードのほかに確認コードが必要です' },
    remedy: {
      en: 'Enter the code your authenticator app shows, or a recovery code. Commands and programs use an API token (MUSTER_TOKEN).',
      ja: '認証アプリに表示されるコード、またはリカバリーコードを入力してください。コマンドやプログラムでは API トークン（MUSTER_TOKEN）を使用してください。',
    },
  },
  SECOND_FACTOR_WRONG: {
    status: 403,
    title: { en: 'The code is not right', ja: '確認コードが正しくありません' },
    remedy: {
      en: 'Each code is good once and for half a minute: wait for the next one, and check the clock of the device that shows it.',
      ja: 'コードは 30 秒ごとに変わり、一度しか使用できません。次のコードを待って入力し、表示する端末の時計も確認してください。',
    },
  },
  SECOND_FACTOR_ENROLLED: {
    status: 409,
    title: { en: 'The account has a second factor already', ja: '二要素認証はすでに設定されています' },
    remedy: { en: 'Give it up before you set up another.', ja: '解除してから設定し直してください。' },
  },
  SECOND_FACTOR_MISSING: {
    status: 409,
    title: { en: 'The account has no second factor', ja: '二要素認証は設定されていません' },
    remedy: { en: 'There is nothing to take away.', ja: '解除する対象はありません。' },
  },
  SECOND_FACTOR_NOT_OFFERED: {
    status: 409,
    title: { en: 'There is no second factor to confirm', ja: '確認待ちの二要素認証がありません' },
    remedy: {
      en: 'It was shown more than a quarter of an hour ago, or confirmed already. Begin again.',
      ja: '表示から 15 分以上経過したか、すでに確認されています。最初からやり直してください。',
    },
  },
  ACCOUNT_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such account', ja: 'そのアカウントはありません' },
    remedy: { en: 'Check the user ID.', ja: 'ユーザー ID を確認してください。' },
  },
  ACCOUNT_EXISTS: {
    status: 409,
    title: { en: 'The user ID is taken', ja: 'そのユーザー ID は使用されています' },
    remedy: { en: 'Choose another user ID.', ja: '別のユーザー ID を指定してください。' },
  },
  ACCOUNT_BUILT_IN: {
    status: 409,
    title: { en: 'The built-in account stays as it is', ja: '組み込みアカウントには実行できません' },
    remedy: {
      en: 'Its roles, tasks and scope cannot be changed and it cannot be locked or removed. Use another account.',
      ja: '権限、業務分掌、管轄範囲の変更、ロック、削除はできません。別のアカウントを使用してください。',
    },
  },
  ACCOUNT_OWN: {
    status: 409,
    title: { en: 'You cannot do this to your own account', ja: '自分のアカウントには実行できません' },
    remedy: { en: 'Ask another administrator.', ja: '別の管理者に依頼してください。' },
  },
  API_TOKEN_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such API token', ja: 'その API トークンはありません' },
    remedy: { en: 'It may have been revoked already.', ja: 'すでに取り消されている可能性があります。' },
  },
  API_TOKEN_LIMIT: {
    status: 409,
    title: { en: 'The account has too many API tokens', ja: 'API トークンの数が上限に達しています' },
    remedy: { en: 'Revoke one that is no longer used.', ja: '使用していないトークンを取り消してください。' },
  },
  API_TOKEN_BEYOND_OWNER: {
    status: 422,
    title: {
      en: 'An API token cannot have more than its owner',
      ja: 'API トークンには所有者の権限を超える設定はできません',
    },
    remedy: {
      en: 'Leave out what details names: your account does not have it.',
      ja: 'details に示された項目はアカウントにありません。それらを除いてください。',
    },
  },
  API_TOKEN_TOO_NARROW: {
    status: 403,
    title: {
      en: 'The API token was issued without this permission',
      ja: 'この API トークンにはその権限が設定されていません',
    },
    remedy: {
      en: 'Issue a token with the permission named in details.',
      ja: 'details に示された権限を設定した API トークンを発行してください。',
    },
  },
  VIEW_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such shared view', ja: 'その共有ビューはありません' },
    remedy: {
      en: 'Its owner or an administrator may share it no longer. Load the list of views again.',
      ja: '所有者または管理者が共有を終了した可能性があります。ビューの一覧を再読み込みしてください。',
    },
  },
  VIEW_NOT_YOURS: {
    status: 403,
    title: { en: 'The view belongs to someone else', ja: 'ほかの人のビューです' },
    remedy: {
      en: 'Save it as a view of your own, or ask its owner or an administrator. See details for the owner.',
      ja: '自分のビューとして保存するか、所有者（details を参照）または管理者に依頼してください。',
    },
  },
  VIEW_NAME_TAKEN: {
    status: 409,
    title: { en: 'A shared view has that name', ja: 'その名前の共有ビューがあります' },
    remedy: {
      en: 'Choose another name, so that nobody takes one for the other.',
      ja: '取り違えを防ぐため、別の名前を指定してください。',
    },
  },
  VIEW_LIMIT: {
    status: 409,
    title: { en: 'There are too many shared views', ja: '共有ビューの数が上限に達しています' },
    remedy: {
      en: 'Have one that is no longer used withdrawn, or keep the view for yourself.',
      ja: '使用していない共有ビューの共有を終了するか、自分だけのビューとして保存してください。',
    },
  },
  FILTER_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such saved filter', ja: 'その保存済みフィルターはありません' },
    remedy: {
      en: 'Name a filter that you saved or that is shared with you, exactly as it is written in the list of views.',
      ja: '自分で保存した、または共有されているフィルターの名前を、ビューの一覧のとおりに指定してください。',
    },
  },
  FILTER_NOT_EXPORTABLE: {
    status: 409,
    title: {
      en: 'The filter holds values that only this server knows',
      ja: 'このサーバーでのみ有効な値がフィルターに含まれています',
    },
    remedy: {
      en: 'Save it without its conditions on department, location or group (see details), and export that.',
      ja: '部署、設置場所、グループの条件（details を参照）を除いて保存し、それをエクスポートしてください。',
    },
  },
  FILTER_FILE_INVALID: {
    status: 400,
    title: {
      en: 'The file is no exported filter',
      ja: 'エクスポートされたフィルターのファイルではありません',
    },
    remedy: {
      en: 'Take a file as Muster exported it, unchanged. See details for what is wrong with it and where.',
      ja: 'Muster がエクスポートしたファイルを変更せずに指定してください。問題の箇所は details を参照してください。',
    },
  },
  FILTER_NAME_INVALID: {
    status: 400,
    title: { en: 'That is no name for a filter', ja: 'フィルター名が正しくありません' },
    remedy: {
      en: 'Give a name of 1 to 80 characters without control characters.',
      ja: '制御文字を含まない 1～80 文字の名前を指定してください。',
    },
  },
  FILTER_FIELDS_DIFFER: {
    status: 409,
    title: {
      en: 'The filter speaks of columns that this server does not have',
      ja: 'このサーバーにない項目がフィルターに含まれています',
    },
    remedy: {
      en: 'Bring both servers to the same version and the same fields (see details), or make the filter anew here.',
      ja: '両方のサーバーのバージョンと項目（details を参照）を揃えるか、このサーバーで作成し直してください。',
    },
  },
  FILTER_EXISTS: {
    status: 409,
    title: { en: 'You have a saved filter of that name', ja: '同じ名前の保存済みフィルターがあります' },
    remedy: {
      en: 'Import it under another name, or say that it may be replaced.',
      ja: '別の名前でインポートするか、置き換えを指定してください。',
    },
  },
  API_TOKEN_REFUSED_HERE: {
    status: 403,
    title: { en: 'An API token may not do this', ja: 'API トークンではこの操作はできません' },
    remedy: {
      en: 'Sign in with user ID and password.',
      ja: 'ユーザー ID とパスワードでサインインしてください。',
    },
  },
  SESSION_NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such session', ja: 'そのセッションはありません' },
    remedy: { en: 'It may have ended already.', ja: 'すでに終了している可能性があります。' },
  },
  PREFERENCES_TOO_LARGE: {
    status: 413,
    title: { en: 'Too much is kept for this account', ja: '個人設定の保存量が上限を超えています' },
    remedy: { en: 'Remove saved views you no longer need.', ja: '不要な保存済みビューを削除してください。' },
  },
});
