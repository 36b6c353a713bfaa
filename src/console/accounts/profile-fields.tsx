import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

export interface Profile {
  readonly displayName: string;
  /** Empty: none. */
  readonly email: string;
}

/** The first fault of what was typed, as a key of the texts; undefined: it can be sent. */
export function profileFaultOf({ displayName, email }: Profile): 'needName' | 'needEmail' | undefined {
  if (displayName.trim() === '') return 'needName';
  return email.trim() === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? undefined : 'needEmail';
}

interface Props {
  readonly profile: Profile;
  readonly change: (changed: Partial<Profile>) => void;
}

/** What a person is called and where notices go. */
export function ProfileFields({ profile, change }: Props) {
  const { t } = useTranslation();
  const ids = { name: useId(), email: useId() };
  return (
    <div className="form-column stack">
      <div>
        <label htmlFor={ids.name}>{t('accounts.displayName')}</label>
        <Input
          id={ids.name}
          maxLength={200}
          autoComplete="off"
          value={profile.displayName}
          onChange={event => change({ displayName: event.target.value })}
        />
      </div>
      <div>
        <label htmlFor={ids.email}>{t('accounts.email')}</label>
        <Input
          id={ids.email}
          type="email"
          maxLength={254}
          autoComplete="off"
          value={profile.email}
          onChange={event => change({ email: event.target.value })}
        />
      </div>
    </div>
  );
}
