import { useState, type FormEvent, type ReactNode } from 'react';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { sessionOpen } from '../api/session';
import type { Session } from '../api/types';
import { useAction } from '../api/useAction';
import { useCommonText } from '../i18n/i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { LanguageSwitch } from '../ui/LanguageSwitch';
import { Logo } from '../ui/Logo';

interface Props {
  welcome: ReactNode;
  lost: boolean;
  onSignedIn: (session: Session) => void;
}

export function SignIn({ welcome, lost, onSignedIn }: Props): JSX.Element {
  const t = useCommonText();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const open = useAction((input: { user: string; password: string }, key) => sessionOpen(input.user, input.password, key));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const session = await open.run({ user: user.trim(), password });
    if (session !== null) onSignedIn(session);
  };

  return (
    <main className="kr-signin">
      <section className="kr-signin-side">
        <div className="kr-brand">
          <Logo size={40} />
          <span>Keyrack</span>
        </div>
        <div className="kr-signin-welcome">{welcome}</div>
      </section>
      <section className="kr-signin-form">
        <div className="kr-signin-language">
          <LanguageSwitch />
        </div>
        <form onSubmit={submit} aria-labelledby="signin-title">
          <h1 id="signin-title">{t('signin.title')}</h1>
          <p className="kr-muted">{lost ? t('signin.lost') : t('signin.hint')}</p>
          <TextInput label={t('signin.user')} value={user} onChange={(event) => setUser(event.currentTarget.value)} autoComplete="username" autoFocus required withAsterisk={false} size="md" />
          <PasswordInput
            label={t('signin.password')}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            required
            withAsterisk={false}
            size="md"
            visibilityToggleButtonProps={{ 'aria-label': t('signin.show') }}
          />
          {open.problem !== null && <ErrorNote problem={open.problem} />}
          <Button type="submit" size="md" fullWidth loading={open.busy} disabled={user.trim() === '' || password === ''}>
            {t('signin.submit')}
          </Button>
        </form>
      </section>
    </main>
  );
}
