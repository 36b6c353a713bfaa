import { Link } from '@tanstack/react-router';
import type { Row } from '../api/types.ts';
import { When } from '../parts/when.tsx';

/** Devices, a line each: name, operating system, since when. */
export function DeviceLines({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <ul className="lines">
      {rows.map(row => (
        <li key={row.id}>
          <Link to="/devices/$id" params={{ id: row.id }} className="mono open-value">
            {String(row['name'] ?? row.id)}
          </Link>
          <span className="line-middle">{row['osName'] ? String(row['osName']) : ''}</span>
          {typeof row['registeredAt'] === 'string' && <When at={row['registeredAt']} />}
        </li>
      ))}
    </ul>
  );
}
