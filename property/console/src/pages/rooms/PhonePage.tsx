import { useEffect } from 'react';

/* The page for attendants is one of its own, which phones keep for where the wireless does not reach. */
export function PhonePage(): JSX.Element {
  useEffect(() => window.location.replace('./phone.html'), []);
  return <a href="./phone.html">phone.html</a>;
}
