// One field: its name, type and figures, whether it is learnt, and what may be declared about it.
import { ActionIcon, NativeSelect, Switch } from '@mantine/core'
import { memo, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, FieldProfile, FieldType } from '../../worker/protocol.ts'
import { HistogramBars } from '../components/histogram.tsx'
import { Icon } from '../components/icons.tsx'
import { TypeBadge } from '../components/type-badge.tsx'
import fieldStyles from '../fields.module.css'
import { useData } from '../store/data.ts'
import { changeField } from '../store/journey.ts'
import styles from '../studio.module.css'
import { formatCount, formatPercent, formatShare } from '../texts/format.ts'
import { sayFailure, sayReason } from '../texts/say.ts'
import { FieldDetails } from './field-details.tsx'

const types: readonly FieldType[] = [
  'integer',
  'real',
  'boolean',
  'category',
  'datetime',
  'identifier',
  'text',
  'constant',
]

/** From here on there is nothing to say about doubt. */
const quiteSure = 0.99

interface FieldRowProps {
  readonly index: number
  readonly field: Field
  readonly profile: FieldProfile
  readonly rows: number
  /** The other column of the place that the field is part of; null: it is part of none. */
  readonly partner: string | null
  readonly disabled: boolean
}

export const FieldRow = memo(function FieldRow({ index, field, profile, rows, partner, disabled }: FieldRowProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const errorId = useId()
  const failure = useData((data) => data.fieldFailures[index])
  const amending = useData((data) => data.amending.includes(index))
  const frozen = disabled || amending
  const { name, type, role, format } = field
  const clocks = format.kind === 'datetime' && format.zones !== undefined ? format.zones.join(', ') : null
  return (
    <div className={fieldStyles.field}>
      <Switch
        aria-label={t('fields.include', { name })}
        checked={role === 'model'}
        disabled={frozen || type === 'text'}
        onChange={(event) => void changeField({ index, role: event.currentTarget.checked ? 'model' : 'omit' })}
      />
      <div className={fieldStyles.fieldIdentity}>
        <div className={fieldStyles.fieldName}>{name}</div>
        <div className={fieldStyles.fieldReason}>
          {type === 'text' ? t('fields.cannotLearn') : sayReason(field.reason)}
          {partner !== null && ` · ${t('place.with', { name: partner })}`}
          {clocks !== null && ` · ${t('fields.clocks', { clocks })}`}
          {field.treatment && ` · ${t(`personal.done.${field.treatment.method}`)}`}
          {field.confidence < quiteSure && ` · ${t('fields.confidence', { percent: formatPercent(field.confidence) })}`}
        </div>
      </div>
      <div className={fieldStyles.typeCell}>
        <TypeBadge type={type} />
        <NativeSelect
          size="xs"
          style={{ flex: 1 }}
          aria-label={t('fields.typeOf', { name })}
          aria-describedby={failure ? errorId : undefined}
          aria-invalid={failure ? true : undefined}
          value={type}
          disabled={frozen}
          data={types.map((value) => ({ value, label: t(`types.${value}`) }))}
          onChange={(event) => void changeField({ index, type: event.currentTarget.value as FieldType })}
        />
      </div>
      <div className={fieldStyles.fieldChart}>
        {profile.histogram && <HistogramBars histogram={profile.histogram} label={t('fields.histogramOf', { name })} />}
      </div>
      <div className={fieldStyles.fieldFigure}>
        <small>{t('fields.missing')} </small>
        {formatShare(rows > 0 ? profile.missing / rows : 0)}
      </div>
      <div className={fieldStyles.fieldFigure}>
        <small>{t('fields.distinct')} </small>
        {formatCount(profile.distinct)}
      </div>
      <ActionIcon
        className={fieldStyles.fieldOpen}
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t('fields.details', { name })}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className={styles.chevron} data-open={open || undefined} style={{ display: 'inline-flex' }}>
          <Icon name="chevron" size={16} />
        </span>
      </ActionIcon>
      {failure && (
        <div
          id={errorId}
          role="alert"
          className={fieldStyles.fieldMore}
          style={{ color: 'var(--mantine-color-error)', fontSize: 14 }}
        >
          {sayFailure(failure)}
        </div>
      )}
      {open && (
        <div className={fieldStyles.fieldMore}>
          <FieldDetails index={index} field={field} disabled={frozen} />
        </div>
      )}
    </div>
  )
})
