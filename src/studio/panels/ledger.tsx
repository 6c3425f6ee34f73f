// The ledger: every look at real data, and what privacy paid for it, in plain words.
import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LedgerEntry, RunSummary } from '../../worker/protocol.ts'
import styles from '../studio.module.css'
import { formatFigure } from '../texts/format.ts'

/** A table of many columns has a look or two for each; beyond this they are told by number. */
const mostEntries = 40

export function LedgerTable({ summary }: { readonly summary: RunSummary }) {
  const { t } = useTranslation()
  const { ledger, budget } = summary
  if (!budget) return null
  const covered = !ledger.some((entry) => entry.source === 'data' && entry.epsilon === null)
  return (
    <Stack component="section" aria-label={t('ledger.title')} className={styles.panel} gap={12}>
      <div>
        <Text fw={600} component="h3">
          {t('ledger.title')}
        </Text>
        <Text className={styles.hint} size="sm">
          {t('ledger.total', { epsilon: formatFigure(budget.epsilon), delta: formatFigure(budget.delta) })}{' '}
          {t(covered ? 'ledger.endToEnd' : 'ledger.trainingOnly')}
        </Text>
      </div>
      <ul className={styles.ledger}>
        {ledger.slice(0, mostEntries).map((entry) => (
          <li key={`${entry.kind} ${entry.what} ${entry.source}`}>
            <span>{t(`ledger.kinds.${entry.kind}`, { what: entry.what })}</span>
            <span>{sayCost(entry)}</span>
          </li>
        ))}
      </ul>
      {ledger.length > mostEntries && (
        <Text className={styles.hint} size="sm">
          {t('ledger.more', { entries: ledger.length - mostEntries })}
        </Text>
      )}
    </Stack>
  )

  function sayCost({ source, epsilon }: LedgerEntry): string {
    if (source === 'declared') return t('ledger.free')
    return epsilon === null ? t('ledger.uncovered') : t('ledger.cost', { epsilon: formatFigure(epsilon) })
  }
}
