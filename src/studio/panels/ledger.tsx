// The ledger: every look at real data, and what privacy paid for it, in plain words.
import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RunSummary } from '../../worker/protocol.ts'
import figureStyles from '../figures.module.css'
import { groupLedger, type LedgerGroup } from '../store/ledger-groups.ts'
import styles from '../studio.module.css'
import { formatFigure, formatList } from '../texts/format.ts'

/** Names beyond these are told by number. */
const mostNames = 6

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
      <ul className={figureStyles.ledger}>
        {groupLedger(ledger).map((group) => (
          <li key={`${group.kind} ${group.cost} ${group.what[0]}`}>
            <span>{t(`ledger.kinds.${group.kind}`, { what: sayNames(group.what) })}</span>
            <span>{sayCost(group)}</span>
          </li>
        ))}
      </ul>
    </Stack>
  )

  function sayNames(names: readonly string[]): string {
    const shown = names.slice(0, mostNames)
    if (names.length > mostNames) shown.push(t('ledger.more', { entries: names.length - mostNames }))
    return formatList(shown)
  }

  function sayCost({ cost, epsilon }: LedgerGroup): string {
    if (cost === 'declared') return t('ledger.free')
    return cost === 'uncovered' ? t('ledger.uncovered') : t('ledger.cost', { epsilon: formatFigure(epsilon) })
  }
}
