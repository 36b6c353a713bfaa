import { Button } from 'antd';
import { Copy } from 'lucide-react';
import { copyText } from './copy.ts';

/** A secret that is shown once. */
export function Secret({ label, value, copyLabel }: { label: string; value: string; copyLabel: string }) {
  return (
    <div className="secret" role="status">
      <span className="field-label">{label}</span>
      <code>{value}</code>
      <Button size="small" icon={<Copy size={13} aria-hidden="true" />} onClick={() => void copyText(value)}>
        {copyLabel}
      </Button>
    </div>
  );
}
