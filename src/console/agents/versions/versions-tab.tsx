import { useQuery } from '@tanstack/react-query';
import { Bones } from '../../parts/bones.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import type { Configuration } from '../types.ts';
import { PackagesCard } from './packages-card.tsx';
import { packagesQuery, updatesQuery, versionsIn } from './requests.ts';
import { UpdatesCard } from './updates-card.tsx';

/** Packages of the agent, and to which versions agents are led. */
export function VersionsTab({ configurations }: { readonly configurations: readonly Configuration[] }) {
  const packages = useQuery(packagesQuery);
  const updates = useQuery(updatesQuery);
  const failed = [packages, updates].find(({ error, data }) => error && !data);
  if (failed?.error) return <ErrorPanel error={failed.error} retry={() => void failed.refetch()} />;
  if (!packages.data || !updates.data) return <Bones lines={8} />;
  return (
    <>
      <UpdatesCard
        updates={updates.data.items}
        versions={versionsIn(packages.data.items)}
        configurations={configurations}
      />
      <PackagesCard packages={packages.data.items} />
    </>
  );
}
