import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { clientOnSessionLost, clientSetCsrfToken } from '../api/client';
import { asProblem, type Problem } from '../api/problem';
import { sessionClose, sessionCurrent } from '../api/session';
import type { Session } from '../api/types';
import { useCommonText } from '../i18n/i18n';
import { ErrorNote } from '../ui/ErrorNote';
import { draftsForget } from './drafts';
import { SignIn } from './SignIn';

interface SessionValue {
  session: Session;
  signOut: () => Promise<void>;
  hasRole: (role: string) => boolean;
}

const Context = createContext<SessionValue | null>(null);

type State =
  | { kind: 'asking' }
  | { kind: 'signed_out' }
  /* It ended while somebody worked: the work stays where it is, below the sign-in page. */
  | { kind: 'lost'; session: Session }
  | { kind: 'signed_in'; session: Session }
  | { kind: 'failed'; problem: Problem };

interface Props {
  welcome: ReactNode;
  children: ReactNode;
}

/* Shows the console to someone who is signed in, and the sign-in page to everyone else. When a session ends while somebody works, the
 * sign-in page lies over the work: open dialogues and what was typed are still there afterwards, unless somebody else signs in. */
export function SessionGate({ welcome, children }: Props): JSX.Element {
  const [state, setState] = useState<State>({ kind: 'asking' });
  const t = useCommonText();

  const signedIn = useCallback((session: Session) => {
    clientSetCsrfToken(session.csrf_token);
    setState((old) => {
      if (old.kind === 'lost' && old.session.user !== session.user) draftsForget();
      return { kind: 'signed_in', session };
    });
  }, []);

  const ask = useCallback(() => {
    setState({ kind: 'asking' });
    sessionCurrent().then(signedIn, (error) => {
      const problem = asProblem(error);
      setState(problem.status === 401 ? { kind: 'signed_out' } : { kind: 'failed', problem });
    });
  }, [signedIn]);

  useEffect(() => {
    clientOnSessionLost(() => setState((old) => (old.kind === 'signed_in' ? { kind: 'lost', session: old.session } : old)));
    ask();
  }, [ask]);

  const session = state.kind === 'signed_in' || state.kind === 'lost' ? state.session : null;
  const value = useMemo<SessionValue | null>(() => {
    if (session === null) return null;
    const signOut = async (): Promise<void> => {
      await sessionClose().catch(() => undefined);
      clientSetCsrfToken('');
      draftsForget();
      setState({ kind: 'signed_out' });
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
  if (state.kind === 'signed_out') return <SignIn welcome={welcome} lost={false} onSignedIn={signedIn} />;
  if (value === null) return <main className="kr-lonely" aria-busy="true" aria-label={t('loading')} />;
  const lost = state.kind === 'lost';
  return (
    <>
      <div key={value.session.user} className="kr-work" data-covered={lost || undefined}>
        <Context.Provider value={value}>{children}</Context.Provider>
      </div>
      {lost && (
        <div className="kr-cover">
          <SignIn welcome={welcome} lost onSignedIn={signedIn} />
        </div>
      )}
    </>
  );
}

export function useSession(): SessionValue {
  const value = useContext(Context);
  if (value === null) throw new Error('useSession outside of SessionGate');
  return value;
}
