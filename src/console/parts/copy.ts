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
