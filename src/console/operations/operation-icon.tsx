import {
  AppWindow,
  File,
  FileText,
  Globe,
  Mail,
  Plug,
  Power,
  Printer,
  Usb,
  type LucideIcon,
} from 'lucide-react';

const byType: Readonly<Record<string, LucideIcon>> = {
  'power-and-sessions': Power,
  'shut-down': Power,
  process: AppWindow,
  file: File,
  print: Printer,
  'external-media': Usb,
  'web-access': Globe,
  device: Plug,
  window: AppWindow,
};
const byDetail: Readonly<Record<string, LucideIcon>> = {
  'web-upload': Globe,
  'web-download': Globe,
  'ftp-send': Globe,
  'ftp-receive': Globe,
  'mail-send-attachment': Mail,
  'mail-receive-attachment': Mail,
  'save-attached-file': Mail,
};

export function OperationIcon({ type, detail }: { readonly type: string; readonly detail: string }) {
  const Icon = byDetail[detail] ?? byType[type] ?? FileText;
  return <Icon size={14} strokeWidth={1.75} aria-hidden="true" className="operation-icon" />;
}
