/* The key rack behind every front desk: a board, three hooks, three keys - one of them out. */
export function Logo({ size = 28 }: { size?: number }): JSX.Element {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="30" height="30" rx="7" fill="#0d4a40" stroke="#2a6e62" strokeWidth="1" />
      <rect x="5.5" y="7" width="21" height="2.4" rx="1.2" fill="#d9b160" />
      <g fill="none" stroke="#f6f1e4" strokeWidth="1.7" strokeLinecap="round">
        <circle cx="9.6" cy="14.6" r="2.5" />
        <path d="M9.6 17.1v7.2M9.6 21.2h2.2M9.6 24.3h2.2" />
        <circle cx="22.4" cy="14.6" r="2.5" />
        <path d="M22.4 17.1v7.2M22.4 21.2h-2.2M22.4 24.3h-2.2" />
      </g>
      <path d="M16 9.6v2.6a1.2 1.2 0 0 0 2.2.6" fill="none" stroke="#d9b160" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  );
}
