import { useState, type FormEvent } from 'react';
import { LanguageSwitch } from '@shared/ui/LanguageSwitch';
import { useI18n } from '@shared/i18n/i18n';
import { useText } from '../text/useText';
import { Finder } from './Finder';
import { NotSent } from './NotSent';
import { RoomView } from './RoomView';
import { TaskList } from './TaskList';
import { useNode, type Node } from './useNode';

type Place = { view: 'mine' } | { view: 'find' } | { view: 'notSent' } | { view: 'room'; room: string; from: 'mine' | 'find' };

function SignIn({ node }: { node: Node }): JSX.Element {
  const t = useText();
  const { has } = useI18n();
  const [user, setUser] = useState(node.known?.user ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    await node.signIn(user.trim(), password);
    setBusy(false);
  };
  const problem = node.problem === null ? null : has(`problem.${node.problem.code}`) ? t(`problem.${node.problem.code}` as 'problem.no_answer') : node.problem.detail;
  return (
    <main className="ph-sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <h1>{t('phone.title')}</h1>
        {node.line === 'offline' && <p className="ph-note">{t('phone.noSignInOffline')}</p>}
        <label>
          {t('signin.user')}
          <input value={user} onChange={(event) => setUser(event.target.value)} autoComplete="username" autoCapitalize="none" required />
        </label>
        <label>
          {t('signin.password')}
          <input type="password" value={password} onChange={(event) => setPassword(event.target.value)} autoComplete="current-password" required />
        </label>
        {problem !== null && <p className="ph-refused" role="alert">{problem}</p>}
        <button className="ph-main" type="submit" disabled={busy}>{t('signin.submit')}</button>
      </form>
    </main>
  );
}

function LineMark({ node, onOpen }: { node: Node; onOpen: () => void }): JSX.Element {
  const t = useText();
  const waits = node.waiting.filter((each) => each.state === 'waiting').length;
  const refused = node.waiting.length - waits;
  const text = [waits > 0 && t('phone.notSentCount', { count: waits }), refused > 0 && t('phone.refusedCount', { count: refused })].filter(Boolean).join(' · ');
  return (
    <button type="button" className={`ph-line ph-line-${refused > 0 ? 'refused' : node.line}`} onClick={onOpen} data-testid="line">
      {text !== '' ? text : node.line === 'online' ? t('phone.line.online') : node.line === 'asking' ? t('phone.line.asking') : t('phone.notSentNone')}
    </button>
  );
}

export function PhoneApp(): JSX.Element {
  const t = useText();
  const node = useNode();
  const [place, setPlace] = useState<Place>({ view: 'mine' });
  if (node.line === 'asking' && node.known === null) return <main className="ph-sign-in"><p>{t('phone.line.asking')}</p></main>;
  if (node.known === null || node.line === 'signed_out') return <SignIn node={node} />;
  const open = (from: 'mine' | 'find') => (room: string): void => setPlace({ view: 'room', room, from });
  return (
    <div className="ph">
      <header>
        <strong>{node.known.name}</strong>
        <LineMark node={node} onOpen={() => setPlace({ view: 'notSent' })} />
        <LanguageSwitch />
      </header>
      {node.line === 'offline' && <p className="ph-offline" role="status">{t('phone.line.offline')}</p>}
      <main>
        {place.view === 'mine' && <TaskList node={node} onOpen={open('mine')} />}
        {place.view === 'find' && <Finder node={node} onOpen={open('find')} />}
        {place.view === 'notSent' && <NotSent node={node} />}
        {place.view === 'room' && <RoomView key={place.room} node={node} room={place.room} onBack={() => setPlace({ view: place.from })} />}
      </main>
      <nav aria-label={t('phone.title')}>
        <button type="button" aria-current={place.view === 'mine' ? 'page' : undefined} onClick={() => setPlace({ view: 'mine' })}>{t('phone.mine')}</button>
        <button type="button" aria-current={place.view === 'find' ? 'page' : undefined} onClick={() => setPlace({ view: 'find' })}>{t('phone.find')}</button>
        <button type="button" aria-current={place.view === 'notSent' ? 'page' : undefined} onClick={() => setPlace({ view: 'notSent' })}>{t('phone.notSent')}</button>
      </nav>
    </div>
  );
}
