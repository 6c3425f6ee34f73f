// A box that scrolls and can be reached and scrolled by keyboard.
import type { CSSProperties, ReactNode, Ref } from 'react'

interface ScrollRegionProps {
  readonly label: string
  readonly className: string | undefined
  readonly style?: CSSProperties
  readonly ref?: Ref<HTMLElement>
  readonly children: ReactNode
}

export function ScrollRegion({ label, className, style, ref, children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it only a pointer could scroll the region
    <section ref={ref} className={className} style={style} tabIndex={0} aria-label={label}>
      {children}
    </section>
  )
}
