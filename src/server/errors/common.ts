import { defineErrors } from './define.ts';

/** Errors any route may answer: form of the request, access, conflicts, the stores. */
export const commonErrors = defineErrors({
  VALIDATION_FAILED: {
    status: 400,
    title: { en: 'The request is not valid', ja: 'リクエストの内容が正しくありません' },
    remedy: {
      en: 'Correct the fields listed under issues and send it again.',
      ja: 'issues に示された項目を修正して再送してください。',
    },
  },
  BODY_NOT_JSON: {
    status: 400,
    title: { en: 'The body is not valid JSON', ja: '本文が正しい JSON ではありません' },
    remedy: { en: 'Send a well-formed JSON document.', ja: '正しい形式の JSON を送信してください。' },
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: { en: 'The body is too large', ja: '本文が大きすぎます' },
    remedy: { en: 'Send less in one request.', ja: '一度に送信する量を減らしてください。' },
  },
  MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    title: { en: 'This content type is not accepted here', ja: 'このコンテンツ形式は受け付けられません' },
    remedy: { en: 'Send application/json.', ja: 'application/json で送信してください。' },
  },
  NOT_FOUND: {
    status: 404,
    title: { en: 'There is no such thing here', ja: '対象が見つかりません' },
    remedy: {
      en: 'Check the address. It may have been removed, or it may be outside your administration scope.',
      ja: 'アドレスを確認してください。削除されたか、管轄範囲の外にある可能性があります。',
    },
  },
  NOT_SIGNED_IN: {
    status: 401,
    title: { en: 'You are not signed in', ja: 'サインインしていません' },
    remedy: {
      en: 'Sign in again. The session may have ended or been revoked.',
      ja: 'もう一度サインインしてください。セッションが終了または取り消された可能性があります。',
    },
  },
  FORBIDDEN: {
    status: 403,
    title: { en: 'Your account may not do this', ja: 'このアカウントにはこの操作の権限がありません' },
    remedy: {
      en: 'Ask an administrator for the permission named in details.',
      ja: 'details に示された権限を管理者に依頼してください。',
    },
  },
  OUTSIDE_TASKS: {
    status: 403,
    title: {
      en: 'This lies outside the tasks of your account',
      ja: 'このアカウントに割り当てられた業務分掌の範囲外です',
    },
    remedy: {
      en: 'Ask a user manager to allocate the task named in details; "all" takes all tasks.',
      ja: 'details に示された業務分掌（all はすべての業務）の割り当てをユーザー管理者に依頼してください。',
    },
  },
  SCOPE_RESTRICTED: {
    status: 403,
    title: {
      en: 'This is not available to accounts with an administration scope',
      ja: '管轄範囲が設定されたアカウントでは利用できません',
    },
    remedy: {
      en: 'It shows facts of all departments. Ask an account without a scope restriction.',
      ja: '全部署の情報を含むため、管轄範囲の制限がないアカウントに依頼してください。',
    },
  },
  ORIGIN_REFUSED: {
    status: 403,
    title: { en: 'The request came from another site', ja: '別のサイトからのリクエストです' },
    remedy: {
      en: 'Use the console at its own address, or send a bearer token instead of the cookie.',
      ja: 'コンソール本来のアドレスから操作するか、Cookie の代わりに Bearer トークンを使用してください。',
    },
  },
  REVISION_CONFLICT: {
    status: 412,
    title: { en: 'Someone else changed it in the meantime', ja: 'ほかの人が先に変更しました' },
    remedy: {
      en: 'Load it again, look at the change and repeat yours if it still holds.',
      ja: '再読み込みして変更を確認し、必要であればもう一度操作してください。',
    },
  },
  IF_MATCH_INVALID: {
    status: 400,
    title: { en: 'The If-Match header is not a revision', ja: 'If-Match ヘッダーがリビジョンではありません' },
    remedy: { en: 'Send the ETag as you received it.', ja: '受け取った ETag をそのまま送信してください。' },
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    title: { en: 'Too many requests', ja: 'リクエストが多すぎます' },
    remedy: { en: 'Wait as long as Retry-After says.', ja: 'Retry-After に示された時間だけ待ってください。' },
  },
  STORE_UNAVAILABLE: {
    status: 503,
    title: { en: 'The store cannot be reached right now', ja: '現在ストアを利用できません' },
    remedy: {
      en: 'Nothing was changed. Try again shortly; the health page shows the cause.',
      ja: '何も変更されていません。少し待って再試行してください。原因はヘルスページに表示されます。',
    },
  },
  NEWER_VERSION_NEEDED: {
    status: 503,
    title: {
      en: 'A newer version of the server has written this; this one does not understand it',
      ja: '新しいバージョンのサーバーが書き込んだ内容のため、このサーバーでは処理できません',
    },
    remedy: {
      en: 'Nothing was changed. Try again: a server of the newer version may answer. Replace the older ones.',
      ja: '何も変更されていません。再試行すると新しいバージョンのサーバーが応答することがあります。古いサーバーを更新してください。',
    },
  },
  STORE_FULL: {
    status: 503,
    title: { en: 'The disk of the server is full', ja: 'サーバーのディスクに空きがありません' },
    remedy: {
      en: 'Nothing was changed and nothing acknowledged is lost. Free space on the data folder; the server goes on by itself.',
      ja: '何も変更されておらず、受付済みのデータは失われていません。データフォルダーの空きを確保すると自動的に再開します。',
    },
  },
  EVENT_TOO_LARGE: {
    status: 413,
    title: { en: 'The change is larger than the log takes', ja: '変更の内容がログの上限を超えています' },
    remedy: { en: 'Split it into several changes.', ja: '複数の変更に分けてください。' },
  },
  NOT_CAUGHT_UP: {
    status: 503,
    title: {
      en: 'The read model has not reached the position asked for',
      ja: '読み取りモデルが指定の位置に達していません',
    },
    remedy: { en: 'Try again shortly.', ja: '少し待って再試行してください。' },
  },
  READ_MODEL_DAMAGED: {
    status: 503,
    title: {
      en: 'The files of this read model are damaged and are being rebuilt from the log',
      ja: 'この読み取りモデルのファイルが破損しているため、ログから再構築しています',
    },
    remedy: {
      en: 'Nothing of the log is lost. Try again shortly; the health page shows how far it is.',
      ja: 'ログのデータは失われていません。少し待って再試行してください。進み具合はヘルスページに表示されます。',
    },
  },
  INTERNAL: {
    status: 500,
    title: { en: 'Something went wrong in the server', ja: 'サーバー内部でエラーが発生しました' },
    remedy: {
      en: 'Try again. If it stays, give the number under instance to the operator, who finds it in the log.',
      ja: '再試行してください。解決しない場合は instance の番号を運用担当者に伝えてください。ログで確認できます。',
    },
  },
  QUERY_INVALID: {
    status: 400,
    title: {
      en: 'The filter or sort order cannot be read',
      ja: 'フィルターまたは並べ替えの指定を解釈できません',
    },
    remedy: {
      en: 'See details for the place and the reason.',
      ja: 'details で位置と理由を確認してください。',
    },
  },
  QUERY_UNKNOWN_COLUMN: {
    status: 400,
    title: { en: 'There is no such column', ja: 'その列はありません' },
    remedy: { en: 'Use one of the columns of this list.', ja: 'この一覧にある列を使用してください。' },
  },
  QUERY_WRONG_TYPE: {
    status: 400,
    title: { en: 'The value does not fit the column', ja: '値が列の型に合いません' },
    remedy: {
      en: 'Compare numbers with numbers, times with RFC 3339 times, text with text.',
      ja: '数値は数値、日時は RFC 3339 形式、文字列は文字列と比較してください。',
    },
  },
  QUERY_BAD_CURSOR: {
    status: 400,
    title: { en: 'The cursor does not belong to this query', ja: 'カーソルがこの検索に対応していません' },
    remedy: { en: 'Start again from the first page.', ja: '最初のページからやり直してください。' },
  },
  QUERY_UNKNOWN_COLLECTION: {
    status: 404,
    title: { en: 'There is no such list', ja: 'その一覧はありません' },
    remedy: { en: 'See the API reference.', ja: 'API リファレンスを確認してください。' },
  },
  QUERY_NO_HISTORY: {
    status: 400,
    title: { en: 'This list or column has no past', ja: 'この一覧または列には履歴がありません' },
    remedy: {
      en: 'Ask without asOf, or without that column.',
      ja: 'asOf またはその列を指定せずに検索してください。',
    },
  },
  QUERY_BEFORE_RECORDS: {
    status: 400,
    title: { en: 'The records do not go back that far', ja: 'その時点の記録はありません' },
    remedy: { en: 'Choose a later moment.', ja: 'より後の日時を指定してください。' },
  },
  QUERY_OUT_OF_SCOPE: {
    status: 403,
    title: {
      en: 'This list speaks of all departments',
      ja: 'この一覧は全部署の情報を含みます',
    },
    remedy: {
      en: 'Accounts with an administration scope cannot see it. Ask an account without one.',
      ja: '管轄範囲のあるアカウントでは表示できません。制限のないアカウントに依頼してください。',
    },
  },
  QUERY_TOO_DEEP: {
    status: 400,
    title: { en: 'The filter is nested too deeply', ja: 'フィルターの入れ子が深すぎます' },
    remedy: { en: 'Write it flatter.', ja: '入れ子を浅くしてください。' },
  },
});
