import { useEffect, useState } from 'react';

/* Pages are named in the part of the address behind '#', so a page can be reloaded, bookmarked and opened in a second window. */

export interface Route {
  page: string;
  parameters: string[];
  query: URLSearchParams;
}

function readRoute(): Route {
  const [path = '', search = ''] = window.location.hash.replace(/^#\/?/, '').split('?');
  const [page = '', ...parameters] = path.split('/').map(decodeURIComponent);
  return { page, parameters, query: new URLSearchParams(search) };
}

export function go(path: string): void {
  window.location.hash = `#/${path}`;
}

export function goBack(fallback: string): void {
  if (window.history.length > 1) window.history.back();
  else go(fallback);
}

/* What is to be done at once on the page that was gone to (`?do=…`), once: a reload does not do it again. */
export function useToDo<What extends string>(known: readonly What[]): What | null {
  const [what] = useState(() => {
    const asked = readRoute().query.get('do');
    return known.find((each) => each === asked) ?? null;
  });
  useEffect(() => {
    const { page, parameters, query } = readRoute();
    if (query.has('do')) window.history.replaceState(null, '', `#/${[page, ...parameters].map(encodeURIComponent).join('/')}`);
  }, []);
  return what;
}

export function useRoute(): Route {
  const [route, setRoute] = useState(readRoute);
  useEffect(() => {
    const onChange = (): void => setRoute(readRoute());
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, []);
  return route;
}
