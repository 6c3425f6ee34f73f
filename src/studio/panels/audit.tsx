// Audit: tries to break all that the run did with real rows, on this device, and mechanisms broken on purpose beside it.
import { Button, Group, Stack, Text } from '@mantine/core'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { AuditReport, RunSummary } from '../../worker/protocol.ts'
import figureStyles from '../figures.module.css'
import { audit, useResult } from '../store/result.ts'
import styles from '../studio.module.css'
import { formatFigure } from '../texts/format.ts'
import { TaskFailure, Working } from './working.tsx'

export function AuditPanel({ summary }: { readonly summary: RunSummary }) {
  const { t } = useTranslation()
  const { audit: report, task } = useResult()
  return (
    <Stack component="section" aria-label={t('audit.title')} className={styles.panel} gap={14}>
      <div>
        <Text fw={600} component="h3">
          {t('audit.title')}
        </Text>
        <Text className={styles.hint} size="sm">
          {t('audit.hint', { takes: t(learntFromTables(summary) ? 'audit.takes.seconds' : 'audit.takes.minute') })}
        </Text>
      </div>
      <TaskFailure of={['audit']} title={t('audit.failed')} />
      {task === 'audit' && <Working />}
      {report && (
        <Stack gap={22} role="status">
          {report.subjects.map((subject) => (
            <Findings key={subject.subject} found={subject} />
          ))}
          <Text className={styles.hint} size="sm">
            {t('audit.reading')}
          </Text>
        </Stack>
      )}
      <Group>
        <Button variant="default" disabled={task !== null} onClick={() => void audit()}>
          {t(report ? 'audit.again' : 'audit.start')}
        </Button>
      </Group>
    </Stack>
  )
}

/** Tables are released once; networks are trained by many updates, all of which are attacked. */
function learntFromTables({ ledger }: RunSummary): boolean {
  return ledger.entries.some(({ kind, what }) => kind === 'training' && what === 'pairs')
}

/** Bars end at so many claims: a mechanism without noise would dwarf all others. */
const mostClaims = 4

type Found = AuditReport['subjects'][number]
type Mechanism = Found['real']

/** What was found of one thing that the run did with real rows. */
function Findings({ found }: { readonly found: Found }) {
  const { t } = useTranslation()
  const { subject, real, broken, releases, canaries, delta } = found
  const holds = real.lowerBound <= real.epsilon
  const verdict = !holds ? 'refuted' : real.lowerBound > 0 ? 'holds' : 'hidden'
  const missed = broken.filter(({ caught }) => !caught).length
  const all = [real, ...broken]
  const claim = Math.max(...all.map(({ epsilon }) => epsilon))
  const most = Math.min(mostClaims * claim, Math.max(claim, ...all.map(({ lowerBound }) => lowerBound)))
  return (
    <Stack gap={12}>
      <div>
        <Text fw={550} component="h4">
          {t(`audit.subjects.${subject}.title`)}
        </Text>
        <Text className={styles.hint} size="sm">
          {t(`audit.subjects.${subject}.about`)}
        </Text>
      </div>
      <Text>{t(`audit.${verdict}`, figures(real))}</Text>
      <div className={figureStyles.ledger}>
        <Line mechanism={real} name={t('audit.real')} most={most} caught={!holds} />
      </div>
      <Text size="sm">
        {missed === 0 ? t('audit.allCaught', { count: broken.length }) : t('audit.missed', { count: missed })}
      </Text>
      <ul className={figureStyles.ledger}>
        {broken.map((mechanism) => (
          <li key={mechanism.name}>
            <Line mechanism={mechanism} name={sayName(mechanism.name)} most={most} caught={mechanism.caught} />
          </li>
        ))}
      </ul>
      <Text className={styles.hint} size="sm">
        {t(`audit.subjects.${subject}.watched`, { releases, canaries, delta: formatFigure(delta) })}
      </Text>
    </Stack>
  )

  /** A variant that is newer than this page's words keeps the audit's own name. */
  function sayName(name: string): string {
    const key = `audit.subjects.${subject}.broken.${name}`
    return i18next.exists(key) ? (i18next.t as unknown as (key: string) => string)(key) : name
  }
}

interface LineProps {
  readonly mechanism: Mechanism
  readonly name: string
  readonly most: number
  readonly caught: boolean
}

const figures = ({ epsilon, lowerBound }: Mechanism) => ({
  epsilon: formatFigure(epsilon),
  bound: formatFigure(lowerBound),
})

/** A bar of what the attack could show, with a stroke where the claim stands. */
function Line({ mechanism, name, most, caught }: LineProps) {
  const { t } = useTranslation()
  const { epsilon, lowerBound } = mechanism
  const width = (value: number) => `${(100 * Math.min(value, most)) / (most * 1.02 || 1)}%`
  return (
    <Stack gap={6}>
      <div className={figureStyles.ledgerLine}>
        <span>{name}</span>
        <span>{t('audit.shown', figures(mechanism))}</span>
      </div>
      <div className={figureStyles.claim} aria-hidden="true">
        <span data-caught={caught ? true : undefined} style={{ width: width(lowerBound) }} />
        <i style={{ left: width(epsilon) }} />
      </div>
    </Stack>
  )
}
