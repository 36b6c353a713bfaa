import { catalogue } from './catalogue.ts';

/** `docs/errors.md`: every code with its texts. Written by hand nowhere; a test holds the file against this. */
export function documentErrors(): string {
  const codes = Object.entries(catalogue).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = codes.map(
    ([code, { status, title, remedy }]) =>
      `| <a id="${code}"></a>\`${code}\` | ${status} | ${title.en}. ${remedy.en} | ${title.ja}。${remedy.ja} |`,
  );
  return `# Error codes

Every refusal of the server is \`application/problem+json\` (RFC 9457) with a \`code\` of this table. Codes are published:
they never change their meaning. Titles and remedies come in the language of \`Accept-Language\` (English or Japanese);
programs decide by the code alone. \`instance\` is the id of the request, under which the log has the cause of a 5xx.

| Code | Status | English | 日本語 |
|---|---|---|---|
${rows.join('\n')}
`;
}
