// What becomes of a field's values, and what people may declare about it as public knowledge: its range or its list of categories.
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field } from '../../worker/protocol.ts'
import { useData } from '../store/data.ts'
import { changeField } from '../store/journey.ts'
import styles from '../studio.module.css'
import { formatExact, formatWallClock } from '../texts/format.ts'
import { FieldPlace } from './field-place.tsx'
import { FieldSpread, manyWords } from './field-spread.tsx'
import { FieldTreatment } from './field-treatment.tsx'

interface FieldDetailsProps {
  readonly index: number
  readonly field: Field
  readonly disabled: boolean
}

const none: readonly Field[] = []

export function FieldDetails({ index, field, disabled }: FieldDetailsProps) {
  const { t } = useTranslation()
  const { domain, format, missingToken } = field
  const hasClocks = format.kind === 'datetime' && format.zones !== undefined
  const fields = useData((data) => data.inspection?.schema.fields ?? none)
  return (
    <Stack gap={14} py={6}>
      <Text className={styles.hint} size="sm">
        {sayDomain()}
        {domain.kind !== 'open' && ` (${t(domain.declared ? 'fields.declared' : 'fields.fromData')})`}
        {' · '}
        {missingToken === '' ? t('fields.missingEmpty') : t('fields.missingToken', { token: missingToken })}
      </Text>
      <FieldTreatment key={JSON.stringify(field.treatment)} index={index} field={field} disabled={disabled} />
      {domain.kind === 'categories' && field.type === 'category' && domain.categories.length > manyWords && (
        <FieldSpread
          key={JSON.stringify(field.spread)}
          index={index}
          field={field}
          words={domain.categories.length}
          disabled={disabled}
        />
      )}
      {fields[index] && <FieldPlace index={index} fields={fields} disabled={disabled} />}
      {domain.kind === 'range' && (
        <RangeForm
          key={`${domain.minimum} ${domain.maximum}`}
          index={index}
          minimum={domain.minimum}
          maximum={domain.maximum}
          dates={field.type === 'datetime'}
          universal={hasClocks}
          disabled={disabled}
        />
      )}
      {domain.kind === 'categories' && field.type === 'category' && !field.treatment && isEditable(domain) && (
        <CategoriesForm
          key={domain.categories.length}
          index={index}
          categories={domain.categories}
          disabled={disabled}
        />
      )}
    </Stack>
  )

  function sayDomain(): string {
    if (domain.kind === 'open') return t('fields.noNeed')
    if (domain.kind === 'categories') return t('fields.domainCategories', { count: domain.categories.length })
    const say = field.type === 'datetime' ? formatWallClock : formatExact
    const range = t('fields.domainRange', { minimum: say(domain.minimum), maximum: say(domain.maximum) })
    return hasClocks ? `${range} UTC` : range
  }
}

interface RangeFormProps {
  readonly index: number
  readonly minimum: number
  readonly maximum: number
  readonly dates: boolean
  /** Instants rather than what a clock shows. */
  readonly universal: boolean
  readonly disabled: boolean
}

/** A wall clock as `<input type="datetime-local">` writes it. */
const toLocal = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19)
const fromLocal = (text: string) => (text === '' ? Number.NaN : Date.parse(`${text}Z`))

function RangeForm({ index, minimum, maximum, dates, universal, disabled }: RangeFormProps) {
  const { t } = useTranslation()
  const [low, setLow] = useState(dates ? toLocal(minimum) : String(minimum))
  const [high, setHigh] = useState(dates ? toLocal(maximum) : String(maximum))
  const [error, setError] = useState<string | null>(null)

  const declare = () => {
    const read = (text: string) => (dates ? fromLocal(text) : text.trim() === '' ? Number.NaN : Number(text))
    const range = { minimum: read(low), maximum: read(high) }
    if (Number.isNaN(range.minimum) || Number.isNaN(range.maximum)) setError(t('fields.rangeNeeded'))
    else if (range.minimum >= range.maximum) setError(t('fields.rangeOrder'))
    else {
      setError(null)
      void changeField({ index, range })
    }
  }

  const bound = (label: string, value: string, set: (value: string) => void) => (
    <TextInput
      {...(dates ? { type: 'datetime-local', step: 1 } : { inputMode: 'decimal' as const, w: 150 })}
      size="xs"
      label={label}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      disabled={disabled}
    />
  )

  return (
    <Stack gap={8}>
      <div>
        <Text size="sm" fw={550}>
          {t('fields.range')}
        </Text>
        <Text size="sm" className={styles.hint}>
          {t('fields.rangeHint')}
        </Text>
      </div>
      <Group align="flex-end" gap={12}>
        {bound(`${t('fields.minimum')}${universal ? ' (UTC)' : ''}`, low, setLow)}
        {bound(`${t('fields.maximum')}${universal ? ' (UTC)' : ''}`, high, setHigh)}
        <Button size="xs" variant="default" onClick={declare} disabled={disabled}>
          {t('fields.apply')}
        </Button>
      </Group>
      {error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  )
}

interface CategoriesFormProps {
  readonly index: number
  readonly categories: readonly string[]
  readonly disabled: boolean
}

/** A list longer than 500 is nothing to type over. */
function isEditable({ categories }: { readonly categories: readonly string[] }): boolean {
  return categories.length <= 500
}

function CategoriesForm({ index, categories, disabled }: CategoriesFormProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(categories.join('\n'))
  const [error, setError] = useState<string | null>(null)

  const declare = () => {
    const lines = [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
    if (lines.length === 0) setError(t('fields.categoriesNeeded'))
    else {
      setError(null)
      void changeField({ index, categories: lines })
    }
  }

  return (
    <Stack gap={8} align="flex-start">
      <Textarea
        w="100%"
        maw={480}
        label={t('fields.categories')}
        description={t('fields.categoriesHint')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={8}
        error={error}
        disabled={disabled}
      />
      <Button size="xs" variant="default" onClick={declare} disabled={disabled}>
        {t('fields.apply')}
      </Button>
    </Stack>
  )
}
