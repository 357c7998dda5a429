import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { clientOnSessionLost, clientSetCsrfToken } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { sessionClose, sessionCurrent } from '../api/session';
import type { Session } from '../api/types';
import { useCommonText } from '../i18n/i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { SignIn } from './SignIn';

interface SessionValue {
  session: Session;
  signOut: () => Promise<void>;
  hasRole: (role: string) => boolean;
}

const Context = createContext<SessionValue | null>(null);

type State =
  | { kind: 'asking' }
  | { kind: 'signed_out'; lost: boolean }
  | { kind: 'signed_in'; session: Session }
  | { kind: 'failed'; problem: Problem };

interface Props {
  welcome: ReactNode;
  children: ReactNode;
}

/* Shows the console to someone who is signed in, and the sign-in page to everyone else. When a session ends while somebody works, the
 * sign-in page comes up over the same address, so the work continues where it was. */
export function SessionGate({ welcome, children }: Props): JSX.Element {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const t = useCommonText();

  const signedIn = useCallback((session: Session) => {
    clientSetCsrfToken(session.csrf_token);
    setState({ kind: 'signed_in', session });
  }, []);

  const ask = useCallback(() => {
    setState({ kind: 'asking' });
    sessionCurrent().then(signedIn, (error) => {
      const problem = asProblem(error);
      setState(problem.status === 401 ? { kind: 'signed_out', lost: false } : { kind: 'failed', problem });
    });
  }, [signedIn]);

  useEffect(() => {
    clientOnSessionLost(() => setState((old) => (old.kind === 'signed_in' ? { kind: 'signed_out', lost: true } : old)));
    ask();
  }, [ask]);

  const session = state.kind === 'signed_in' ? state.session : null;
  const value = useMemo<SessionValue | null>(() => {
    if (session === null) return null;
    const signOut = async (): Promise<void> => {
      await sessionClose().catch(() => undefined);
      clientSetCsrfToken('');
      setState({ kind: 'signed_out', lost: false });
    };
    return { session, signOut, hasRole: (role) => session.roles.includes(role) };
  }, [session]);

  if (state.kind === 'failed') {
    return (
      <main className="kr-lonely">
        <ErrorNote problem={state.problem} onRetry={ask} />
      </main>
    );
  }
  if (state.kind === 'signed_out') return <SignIn welcome={welcome} lost={state.lost} onSignedIn={signedIn} />;
  if (value === null) return <main className="kr-lonely" aria-busy="true" aria-label={t('loading')} />;
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

export function useSession(): SessionValue {
  const value = useContext(Context);
  if (value === null) throw new Error('useSession outside of SessionGate');
  return value;
}
