// The page's few icons, drawn as strokes on a 24-unit grid, and its sign.
import type { ReactNode } from 'react'

const shapes = {
  lock: (
    <>
      <rect x="5" y="11" width="14" height="9" rx="2.5" />
      <path d="M8 11V8a4 4 0 0 1 8 0v3" />
    </>
  ),
  sun: (
    <>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4" />
    </>
  ),
  moon: <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z" />,
  chevron: <path d="m6 9 6 6 6-6" />,
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  table: (
    <>
      <rect x="3.5" y="5" width="17" height="14" rx="2.5" />
      <path d="M3.5 10h17M9.5 10v9" />
    </>
  ),
  hospital: (
    <>
      <rect x="4" y="4" width="16" height="16" rx="3" />
      <path d="M12 8.5v7M8.5 12h7" />
    </>
  ),
  card: (
    <>
      <rect x="3" y="6" width="18" height="12.5" rx="2.5" />
      <path d="M3 10.5h18M7 15h3" />
    </>
  ),
  play: <path d="M8 5.5v13l10.5-6.5Z" />,
  pause: <path d="M9 6v12M15 6v12" />,
  step: <path d="M6.5 6v12l8.5-6ZM18 6v12" />,
  stop: <rect x="6.5" y="6.5" width="11" height="11" rx="2" />,
  download: <path d="M12 4.5v10M8 11l4 4 4-4M5 19.5h14" />,
  cross: <path d="m7 7 10 10M17 7 7 17" />,
  save: <path d="M12 3.5 4.5 7.5v9l7.5 4 7.5-4v-9ZM4.5 7.5l7.5 4 7.5-4M12 11.5v9" />,
  alert: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 8v4.5M12 16v.01" />
    </>
  ),
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof shapes

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[name]}
    </svg>
  )
}

/** Two actors, one standing in for the other. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <circle cx="20" cy="16" r="9.5" fill="var(--studio-accent)" opacity="0.28" />
      <circle
        cx="20"
        cy="16"
        r="9.5"
        fill="none"
        stroke="var(--studio-accent)"
        strokeWidth="2"
        strokeDasharray="3.2 2.8"
      />
      <circle cx="12" cy="16" r="9.5" fill="var(--studio-accent)" />
    </svg>
  )
}
