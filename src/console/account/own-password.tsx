import { useTranslation } from 'react-i18next';
import { toast } from '../parts/toast.tsx';
import { ChoosePassword } from '../session/choose-password.tsx';

/** The form by which a person who is signed in takes another password. */
export function OwnPassword({ userId }: { readonly userId: string }) {
  const { t } = useTranslation();
  return (
    <div className="form-column">
      <ChoosePassword
        key={userId}
        userId={userId}
        current={undefined}
        embedded
        done={() => {
          toast(t('account.passwordChanged'));
          return Promise.resolve();
        }}
      />
    </div>
  );
}
