import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { configurationsQuery } from '../agents/requests.ts';
import { useMe } from '../api/session.ts';
import { Bones } from '../parts/bones.tsx';
import type { Step } from './use-start.ts';

const OwnPassword = lazy(() =>
  import('../account/own-password.tsx').then(module => ({ default: module.OwnPassword })),
);
const TreeCard = lazy(() =>
  import('../organization/tree-card.tsx').then(module => ({ default: module.TreeCard })),
);
const CreateToken = lazy(() =>
  import('../enrolment/create-token.tsx').then(module => ({ default: module.CreateToken })),
);
const FirstDevices = lazy(() =>
  import('./first-devices.tsx').then(module => ({ default: module.FirstDevices })),
);
const AddAccountDialog = lazy(() =>
  import('../accounts/add-account-dialog.tsx').then(module => ({ default: module.AddAccountDialog })),
);

/** What a step does: the same forms that do it elsewhere. */
export function StepContent({ step }: { step: Step }) {
  return (
    <Suspense fallback={<Bones lines={6} />}>
      {step.key === 'password' && <Password />}
      {step.key === 'organization' && <TreeCard kind="department" />}
      {step.key === 'agents' && <Configurations />}
      {step.key === 'connect' && <Connect />}
      {step.key === 'devices' && <FirstDevices />}
      {step.key === 'accounts' && <Accounts />}
    </Suspense>
  );
}

function Password() {
  const { t } = useTranslation();
  const me = useMe();
  if (!me) return null;
  return (
    <>
      <OwnPassword userId={me.userId} />
      <p className="top-gap">
        <Link to="/account" search={{ tab: 'factor' }}>
          {t('start.password.factor')}
        </Link>
      </p>
    </>
  );
}

function Configurations() {
  const { t } = useTranslation();
  const { data } = useQuery(configurationsQuery({}));
  return (
    <>
      <ul className="lines">
        {data?.items.map(({ id, name }) => (
          <li key={id}>
            <strong>{name}</strong>
          </li>
        ))}
      </ul>
      <div className="top-gap">
        <Link to="/settings/agents" className="button">
          {t('start.agents.open')}
        </Link>
      </div>
    </>
  );
}

function Connect() {
  const { t } = useTranslation();
  const [token, setToken] = useState<string>();
  return (
    <>
      <CreateToken token={token} onToken={setToken} />
      <div className="top-gap">
        <Link to="/devices/add" className="button">
          {t('start.connect.open')}
        </Link>
      </div>
    </>
  );
}

function Accounts() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => setOpen(true)}>
        {t('accounts.add')}
      </Button>{' '}
      <Link to="/settings/accounts" className="button">
        {t('start.accounts.open')}
      </Link>
      {open && <AddAccountDialog close={() => setOpen(false)} />}
    </>
  );
}
