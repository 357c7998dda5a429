import { useText } from './text/useText';

export function Welcome(): JSX.Element {
  const t = useText();
  return (
    <>
      <h2>{t('app.title')}</h2>
      <p>{t('welcome')}</p>
    </>
  );
}
