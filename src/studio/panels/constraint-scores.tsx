// How many of the synthetic rows meet each constraint: all, or something is wrong with us.
import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Constraint, Evaluation, Schema } from '../../worker/protocol.ts'
import constraintStyles from '../constraints.module.css'
import styles from '../studio.module.css'
import { sayConstraint } from '../texts/constraint.ts'
import { formatShare } from '../texts/format.ts'

interface ConstraintScoresProps {
  readonly scores: Evaluation['constraints']
  readonly schema: Schema | undefined
}

export function ConstraintScores({ scores, schema }: ConstraintScoresProps) {
  const { t } = useTranslation()
  if (scores.length === 0) return null
  const { fields = [], constraints = [] } = schema ?? {}
  // Constraints of columns that are left out are not judged: then the worker's own words must do.
  const said = (index: number) =>
    constraints.length === scores.length
      ? sayConstraint(constraints[index] as Constraint, fields, t)
      : scores[index].name
  return (
    <Stack component="section" aria-label={t('constraints.judged')} className={styles.panel} gap={14}>
      <Text fw={600} component="h3">
        {t('constraints.judged')}
      </Text>
      <ul className={constraintStyles.list}>
        {scores.map(({ name, share }, index) => (
          <li key={name} className={constraintStyles.row}>
            <div className={constraintStyles.text}>
              <div className={constraintStyles.rule}>{said(index)}</div>
            </div>
            <Text size="sm" fw={550}>
              {t('constraints.share', { share: formatShare(share) })}
            </Text>
          </li>
        ))}
      </ul>
    </Stack>
  )
}
