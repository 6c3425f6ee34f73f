// Demand: conditions that the rows to be drawn must meet, and a field whose words are to come alike.
import { ActionIcon, Button, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Field, Operator } from '../../worker/protocol.ts'
import { Icon } from '../components/icons.tsx'
import demandStyles from '../demand.module.css'
import { useData } from '../store/data.ts'
import {
  addCondition,
  askedOf,
  type ConditionDraft,
  changeCondition,
  operatorsOf,
  removeCondition,
  setBalance,
  useDemand,
  valuesOf,
} from '../store/demand.ts'
import styles from '../studio.module.css'

/** The fields that can be asked for, of the open table or model. */
function useAskable(): readonly Field[] {
  const fields = useData((data) => data.model?.schema.fields ?? data.inspection?.schema.fields) ?? []
  return fields.filter((field) => askedOf(field) !== null)
}

export function DemandControls({ disabled }: { readonly disabled: boolean }) {
  const { t } = useTranslation()
  const { conditions, balance } = useDemand()
  const fields = useAskable()
  const ofWords = fields.filter((field) => askedOf(field) === 'words')
  if (fields.length === 0) return null
  return (
    <details className={styles.details}>
      <summary>{t('demand.title')}</summary>
      <Stack gap={14} mt={10}>
        <Text className={styles.hint} size="sm">
          {t('demand.hint')}
        </Text>
        {conditions.length > 0 && (
          <ul className={demandStyles.conditions} aria-label={t('demand.conditions')}>
            {conditions.map((draft, place) => (
              <ConditionLine key={draft.id} draft={draft} place={place + 1} fields={fields} disabled={disabled} />
            ))}
          </ul>
        )}
        <div>
          <Button variant="default" size="xs" disabled={disabled} onClick={() => addCondition(fields[0])}>
            {t('demand.add')}
          </Button>
        </div>
        {ofWords.length > 0 && (
          <NativeSelect
            label={t('demand.balance')}
            description={t('demand.balanceHint')}
            maw={320}
            value={balance}
            disabled={disabled}
            data={[{ value: '', label: t('demand.noBalance') }, ...ofWords.map(({ name }) => name)]}
            onChange={(event) => setBalance(event.currentTarget.value)}
          />
        )}
      </Stack>
    </details>
  )
}

interface ConditionLineProps {
  readonly draft: ConditionDraft
  /** Counted from 1. */
  readonly place: number
  readonly fields: readonly Field[]
  readonly disabled: boolean
}

function ConditionLine({ draft, place, fields, disabled }: ConditionLineProps) {
  const { t } = useTranslation()
  const { id, operator, values } = draft
  const field = fields.find(({ name }) => name === draft.field) ?? fields[0]
  const setValue = (k: number, value: string) => {
    const changed = Array.from({ length: valuesOf(operator) }, (_, i) => (i === k ? value : (values[i] ?? '')))
    changeCondition(id, { values: changed })
  }
  return (
    <li className={demandStyles.condition}>
      <NativeSelect
        size="xs"
        aria-label={t('demand.field', { place })}
        value={field.name}
        disabled={disabled}
        data={fields.map(({ name }) => name)}
        onChange={(event) => {
          const chosen = fields.find(({ name }) => name === event.currentTarget.value)
          if (chosen) changeCondition(id, { field: chosen })
        }}
      />
      <NativeSelect
        size="xs"
        aria-label={t('demand.operator', { place })}
        value={operator}
        disabled={disabled}
        data={operatorsOf(field).map((value) => ({ value, label: t(`demand.operators.${nameOf(value)}`) }))}
        onChange={(event) => changeCondition(id, { operator: event.currentTarget.value as Operator })}
      />
      <div className={demandStyles.values}>
        {Array.from({ length: valuesOf(operator) }, (_, k) => (
          <ConditionValue
            // Two values are told apart by their place alone.
            key={k === 0 ? 'first' : 'second'}
            field={field}
            label={t(k === 0 ? 'demand.value' : 'demand.second', { place })}
            value={values[k] ?? ''}
            disabled={disabled}
            onChange={(value) => setValue(k, value)}
          />
        ))}
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={30}
        disabled={disabled}
        aria-label={t('demand.remove', { place })}
        onClick={() => removeCondition(id)}
      >
        <Icon name="cross" size={16} />
      </ActionIcon>
    </li>
  )
}

interface ConditionValueProps {
  readonly field: Field
  readonly label: string
  readonly value: string
  readonly disabled: boolean
  readonly onChange: (value: string) => void
}

function ConditionValue({ field, label, value, disabled, onChange }: ConditionValueProps) {
  const { domain, type } = field
  if (domain.kind === 'categories')
    return (
      <NativeSelect
        size="xs"
        aria-label={label}
        value={value}
        disabled={disabled}
        data={[...domain.categories]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  return (
    <TextInput
      size="xs"
      aria-label={label}
      value={value}
      disabled={disabled}
      placeholder={type === 'datetime' ? '2024-05-31' : '0'}
      inputMode={type === 'datetime' ? 'text' : 'decimal'}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

const operatorNames = {
  '=': 'is',
  '!=': 'isNot',
  '<': 'below',
  '<=': 'atMost',
  '>': 'above',
  '>=': 'atLeast',
  in: 'in',
  between: 'between',
  missing: 'missing',
  present: 'present',
} as const satisfies Record<Operator, string>

/** Keys of texts are words. */
function nameOf(operator: Operator): (typeof operatorNames)[Operator] {
  return operatorNames[operator]
}
