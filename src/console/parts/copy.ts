import i18next from 'i18next';
import { toast, toastError } from './toast.tsx';

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(i18next.t('common.copied'));
  } catch (error) {
    toastError(error);
  }
}

/** What a spreadsheet would take for a formula is marked as text, and a cell never ends the row it stands in. */
const inTable = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/[\t\r\n]+/g, ' ');

/** Lines of cells as spreadsheets and mails take a table. */
export function asTable(lines: readonly (readonly string[])[]): string {
  return lines.map(cells => cells.map(inTable).join('\t')).join('\n');
}
