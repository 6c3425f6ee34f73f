// One part of the journey: a heading that says where it stands, and a body that opens under it.
import { Collapse, UnstyledButton } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { go, type Section as Name, sections, useJourney } from '../store/journey.ts'
import styles from '../studio.module.css'
import { Icon } from './icons.tsx'

interface SectionProps {
  readonly name: Name
  readonly reachable: boolean
  /** What was settled here; null while nothing is. */
  readonly summary: string | null
  /** Whether there is something to change inside, or only to look at. */
  readonly changes: boolean
  readonly children: ReactNode
}

export function Section({ name, reachable, summary, changes, children }: SectionProps) {
  const { t } = useTranslation()
  const open = useJourney((journey) => journey.open === name) && reachable
  const state = open ? 'open' : summary && reachable ? 'done' : 'waiting'
  const root = useRef<HTMLElement>(null)
  const wasOpen = useRef(open)

  // A section that opens by itself comes into view, but nothing moves on the first load.
  useEffect(() => {
    if (open && !wasOpen.current) {
      const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
      const timer = setTimeout(
        () => root.current?.scrollIntoView({ block: 'start', behavior: calm ? 'auto' : 'smooth' }),
        220,
      )
      wasOpen.current = open
      return () => clearTimeout(timer)
    }
    wasOpen.current = open
  }, [open])

  return (
    <section
      ref={root}
      className={styles.section}
      data-locked={reachable ? undefined : true}
      data-section={name}
      aria-labelledby={`${name}-title`}
      style={{ scrollMarginTop: 16 }}
    >
      <UnstyledButton
        className={styles.sectionHead}
        aria-expanded={open}
        aria-controls={`${name}-body`}
        disabled={!reachable}
        onClick={() => go(open ? null : name)}
      >
        <span className={styles.number} data-state={state} aria-hidden="true">
          {state === 'done' ? <Icon name="check" size={16} /> : sections.indexOf(name) + 1}
        </span>
        <span className={styles.sectionText}>
          <h2 className={styles.sectionTitle} id={`${name}-title`}>
            {t(`sections.${name}`)}
          </h2>
          <span className={styles.sectionSummary}>
            {open ? '' : (reachable && summary) || t(`sections.${name}Hint`)}
          </span>
        </span>
        {reachable && (
          <span className={styles.sectionAction}>
            <span className={styles.sectionWord}>
              {!open && summary ? t(changes ? 'sections.change' : 'sections.show') : null}
            </span>
            <span className={styles.chevron} data-open={open ? true : undefined} style={{ display: 'inline-flex' }}>
              <Icon name="chevron" size={16} />
            </span>
          </span>
        )}
      </UnstyledButton>
      <Collapse expanded={open} id={`${name}-body`} keepMounted={false}>
        <div className={styles.sectionBody}>{reachable ? children : null}</div>
      </Collapse>
    </section>
  )
}
