export function Logo({ className = "size-6" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path d="M8 11h16M16 11v11M11 16.5h10" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" fill="none" />
      <circle cx="16" cy="23" r="2.4" fill="#fff" />
    </svg>
  );
}
