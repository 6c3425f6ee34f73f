// Audit: tries to break the run's own mechanism on this device, and mechanisms broken on purpose beside it.
import { Button, Group, Stack, Text } from '@mantine/core'
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { AuditReport } from '../../worker/protocol.ts'
import { FailureNotice } from '../components/notice.tsx'
import figureStyles from '../figures.module.css'
import { audit, useResult } from '../store/result.ts'
import styles from '../studio.module.css'
import { formatFigure } from '../texts/format.ts'
import { Working } from './working.tsx'

export function AuditPanel() {
  const { t } = useTranslation()
  const { audit: report, task, failure } = useResult()
  return (
    <Stack component="section" aria-label={t('audit.title')} className={styles.panel} gap={14}>
      <div>
        <Text fw={600} component="h3">
          {t('audit.title')}
        </Text>
        <Text className={styles.hint} size="sm">
          {t('audit.hint')}
        </Text>
      </div>
      {failure?.task === 'audit' && <FailureNotice failure={failure.failure} title={t('audit.failed')} />}
      {task === 'audit' && <Working />}
      {report && <Findings report={report} />}
      <Group>
        <Button variant="default" disabled={task !== null} onClick={() => void audit()}>
          {t(report ? 'audit.again' : 'audit.start')}
        </Button>
      </Group>
    </Stack>
  )
}

/** Bars end at so many claims: a mechanism without noise would dwarf all others. */
const mostClaims = 4

type Mechanism = AuditReport['real']

function Findings({ report }: { readonly report: AuditReport }) {
  const { t } = useTranslation()
  const { real, broken, steps, canaries, delta } = report
  const holds = real.lowerBound <= real.epsilon
  const missed = broken.filter(({ caught }) => !caught).length
  const all = [real, ...broken]
  const claim = Math.max(...all.map(({ epsilon }) => epsilon))
  const most = Math.min(mostClaims * claim, Math.max(claim, ...all.map(({ lowerBound }) => lowerBound)))
  return (
    <Stack gap={12} role="status">
      <Text fw={550}>{t(holds ? 'audit.holds' : 'audit.refuted', figures(real))}</Text>
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
        {t('audit.watched', { steps, canaries, delta: formatFigure(delta) })} {t('audit.reading')}
      </Text>
    </Stack>
  )

  /** A variant that is newer than this page's words keeps the audit's own name. */
  function sayName(name: string): string {
    const key = `audit.broken.${name}`
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
