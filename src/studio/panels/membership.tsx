// Membership: what an attacker who holds the synthetic rows can tell about who was learnt, judged on rows kept aside.
import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MembershipReport } from '../../worker/protocol.ts'
import { NotCovered } from '../components/not-covered.tsx'
import figureStyles from '../figures.module.css'
import { attackVerdict } from '../store/attacks.ts'
import styles from '../studio.module.css'
import { formatFigure, formatPercent } from '../texts/format.ts'

const attacks = ['ganLeaks', 'domias'] as const

interface MembershipPanelProps {
  readonly report: MembershipReport | null
  readonly guarded: boolean
}

export function MembershipPanel({ report, guarded }: MembershipPanelProps) {
  const { t } = useTranslation()
  return (
    <Stack component="section" aria-label={t('membership.title')} className={styles.panel} gap={14}>
      <div>
        <Text fw={600} component="h3">
          {t('membership.title')}
        </Text>
        <Text className={styles.hint} size="sm">
          {t('membership.hint')}
        </Text>
      </div>
      {guarded && report && <NotCovered />}
      {report ? (
        <>
          <div className={figureStyles.attacks}>
            {attacks.map((attack) => (
              <Attack key={attack} report={report} attack={attack} />
            ))}
          </div>
          <Text className={styles.hint} size="sm">
            {t('membership.rows', { members: report.members, nonMembers: report.nonMembers })}
          </Text>
        </>
      ) : (
        <Text size="sm">{t('membership.none')}</Text>
      )}
    </Stack>
  )
}

interface AttackProps {
  readonly report: MembershipReport
  readonly attack: (typeof attacks)[number]
}

const rates = [
  { name: 'at10', rows: 10 },
  { name: 'at1', rows: 100 },
  { name: 'at01', rows: 1000 },
] as const

function Attack({ report, attack }: AttackProps) {
  const { t } = useTranslation()
  const { auc, truePositiveRate } = report[attack]
  return (
    <div className={figureStyles.tile}>
      <Text fw={550} size="sm">
        {t(`membership.${attack}`)}
      </Text>
      <Text size="sm" mt={4}>
        <b>{formatFigure(auc)}</b> {t(`membership.verdict.${attackVerdict(report, auc)}`)}
      </Text>
      <ul className={figureStyles.looks} style={{ paddingInlineStart: 0, marginTop: 8 }}>
        {rates.map(({ name, rows }) => {
          const found = truePositiveRate[name]
          return (
            <li key={name} className={figureStyles.ledgerLine}>
              <span>{t('membership.found', { rows })}</span>
              <span>{found === null ? t('membership.tooFew') : formatPercent(found, 1)}</span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
