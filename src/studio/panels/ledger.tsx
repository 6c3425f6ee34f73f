// The ledger: every look at real data, and what privacy paid for it, in plain words.
import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Ledger, RunSummary } from '../../worker/protocol.ts'
import { download, siblingName } from '../components/download.ts'
import { Icon } from '../components/icons.tsx'
import { Notice } from '../components/notice.tsx'
import { type BarPart, PartsBar } from '../components/parts-bar.tsx'
import figureStyles from '../figures.module.css'
import { useData } from '../store/data.ts'
import { groupLedger, type LedgerGroup, parts, partsOf } from '../store/ledger-groups.ts'
import styles from '../studio.module.css'
import { formatFigure, formatNames } from '../texts/format.ts'
import { sayReason } from '../texts/say.ts'

export function LedgerPanel({ summary }: { readonly summary: RunSummary }) {
  const { t } = useTranslation()
  const name = useData((data) => data.inspection?.name ?? data.model?.name) ?? 'table'
  const { ledger } = summary
  if (ledger.epsilon === null || ledger.delta === null) return null
  const figures = { epsilon: formatFigure(ledger.epsilon), delta: formatFigure(ledger.delta) }
  return (
    <Stack component="section" aria-label={t('ledger.title')} className={styles.panel} gap={16}>
      <Group justify="space-between" align="flex-start" gap={10}>
        <div>
          <Text fw={600} component="h3">
            {t('ledger.title')}
          </Text>
          <Text className={styles.hint} size="sm">
            {t('ledger.total', figures)} {ledger.groupSize > 1 && t('ledger.group', { count: ledger.groupSize })}
          </Text>
        </div>
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="download" size={14} />}
          onClick={() => download(ledgerFile(ledger), siblingName(name, '-ledger.json'))}
        >
          {t('ledger.export')}
        </Button>
      </Group>
      <Verdict ledger={ledger} />
      <PartsBar parts={barOf(ledger)} />
      <ul className={figureStyles.ledger}>
        {groupLedger(ledger.entries).map((group) => (
          <li key={`${group.kind} ${group.cost}`}>
            <Looks group={group} />
          </li>
        ))}
      </ul>
    </Stack>
  )

  function barOf({ entries }: Ledger): BarPart[] {
    const sums = partsOf(entries)
    return parts
      .filter((part) => part !== 'other' || sums.other > 0)
      .map((part) => ({
        name: t(`privacy.parts.${part}`),
        value: sums[part],
        said: `ε ${formatFigure(sums[part])}`,
        tone: part === 'other' ? 'past' : part,
      }))
  }
}

/** The verdict by rule, with the reasons that the ledger gives. */
function Verdict({ ledger }: { readonly ledger: Ledger }) {
  const { t } = useTranslation()
  const { verdict, reasons } = ledger
  if (verdict === 'end-to-end') {
    return (
      <Notice tone="info" title={t('ledger.endToEndTitle')}>
        {t('ledger.endToEnd')}
      </Notice>
    )
  }
  return (
    <Notice tone="caution" title={t(verdict === 'none' ? 'ledger.noneTitle' : 'ledger.trainingOnlyTitle')}>
      <ul style={{ margin: 0, paddingInlineStart: 18 }}>
        {reasons.map((reason) => (
          <li key={reason.key}>{sayReason(reason)}</li>
        ))}
      </ul>
    </Notice>
  )
}

/** Like looks in one line; each with its price where it is unfolded. */
function Looks({ group }: { readonly group: LedgerGroup }) {
  const { t } = useTranslation()
  const { kind, cost, looks, epsilon } = group
  const names = formatNames(looks.map(({ what }) => what))
  const line = (
    <>
      <span>{t(`ledger.kinds.${kind}`, { what: names })}</span>
      <span data-cost={cost}>{sayCost(epsilon)}</span>
    </>
  )
  if (cost !== 'paid' || looks.length === 1) return <div className={figureStyles.ledgerLine}>{line}</div>
  return (
    <details className={figureStyles.ledgerMore}>
      <summary className={figureStyles.ledgerLine}>{line}</summary>
      <ul className={figureStyles.looks}>
        {looks.map(({ what, epsilon: price }) => (
          <li key={what} className={figureStyles.ledgerLine}>
            <span>{what}</span>
            <span>{sayCost(price)}</span>
          </li>
        ))}
      </ul>
    </details>
  )

  function sayCost(price: number): string {
    if (cost === 'declared') return t('ledger.free')
    return cost === 'uncovered' ? t('ledger.uncovered') : t('ledger.cost', { epsilon: formatFigure(price) })
  }
}

/** All that is needed to work ε out again: every mechanism with its figures, δ, and the unit of protection. */
function ledgerFile(ledger: Ledger): Blob {
  return new Blob([`${JSON.stringify(ledger, null, 2)}\n`], { type: 'application/json' })
}
