// A form for one constraint, by its kind.
import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Constraint, ConstraintKind, Failure, Field } from '../../worker/protocol.ts'
import constraintStyles from '../constraints.module.css'
import styles from '../studio.module.css'
import { sayFailure } from '../texts/say.ts'

const kinds: readonly ConstraintKind[] = [
  'inequality',
  'sum',
  'combinations',
  'range',
  'increment',
  'unique',
  'expression',
]

interface ConstraintFormProps {
  readonly fields: readonly Field[]
  readonly disabled: boolean
  /** Why the last one was refused. */
  readonly failure: Failure | null
  readonly onAdd: (constraint: Constraint) => Promise<void>
  readonly onClose: () => void
}

/** What has been typed, whatever the kind. */
interface Draft {
  readonly field: string
  readonly other: string
  readonly strict: boolean
  readonly several: readonly string[]
  readonly low: string
  readonly high: string
  readonly step: string
  readonly text: string
}

const blank: Draft = { field: '', other: '', strict: false, several: [], low: '', high: '', step: '', text: '' }

/** Hints as large as elsewhere on the page, though the fields are small. */
const hintStyles = { description: { fontSize: 13, lineHeight: 1.4 } }

const isNumber = ({ type }: Field) => type === 'integer' || type === 'real'
const isDate = ({ type }: Field) => type === 'datetime'

export function ConstraintForm({ fields, disabled, failure, onAdd, onClose }: ConstraintFormProps) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<ConstraintKind>('inequality')
  const [draft, setDraft] = useState(blank)
  const [incomplete, setIncomplete] = useState(false)
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const constraint = read(kind, draft, fields)
    setIncomplete(constraint === null)
    if (constraint) void onAdd(constraint)
  }

  return (
    <form onSubmit={submit} className={constraintStyles.form}>
      <Stack gap={12}>
        <NativeSelect
          size="xs"
          maw={420}
          label={t('constraints.kind')}
          description={t(`constraints.kindHints.${kind}`)}
          styles={hintStyles}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={kind}
          disabled={disabled}
          data={kinds.map((value) => ({ value, label: t(`constraints.kinds.${value}`) }))}
          onChange={(event) => {
            setKind(event.currentTarget.value as ConstraintKind)
            setDraft(blank)
            setIncomplete(false)
          }}
        />
        <Parts kind={kind} draft={draft} fields={fields.filter(({ role }) => role === 'model')} change={change} />
        {incomplete && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {t('constraints.incomplete')}
          </Text>
        )}
        {failure && !incomplete && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert" style={{ overflowWrap: 'anywhere' }}>
            {sayFailure(failure)}
          </Text>
        )}
        <Group gap={8}>
          <Button type="submit" size="xs" disabled={disabled}>
            {t('constraints.addNew')}
          </Button>
          <Button size="xs" variant="default" onClick={onClose}>
            {t('constraints.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface PartsProps {
  readonly kind: ConstraintKind
  readonly draft: Draft
  readonly fields: readonly Field[]
  readonly change: (part: Partial<Draft>) => void
}

function Parts({ kind, draft, fields, change }: PartsProps) {
  const { t } = useTranslation()
  const { field, other, strict, several, low, high, step, text } = draft
  switch (kind) {
    case 'inequality': {
      const dates = fields.find(({ name }) => name === field)?.type === 'datetime'
      const partners =
        field === '' ? [] : fields.filter((each) => each.name !== field && (dates ? isDate(each) : isNumber(each)))
      return (
        <div className={constraintStyles.fields}>
          <Picker
            label={t('constraints.low')}
            fields={fields.filter((each) => isNumber(each) || isDate(each))}
            value={field}
            onPick={(name) => change({ field: name, other: '' })}
          />
          <NativeSelect
            size="xs"
            label={t('constraints.sign')}
            value={strict ? '<' : '≤'}
            data={['≤', '<']}
            onChange={(event) => change({ strict: event.currentTarget.value === '<' })}
          />
          <Picker
            label={t('constraints.high')}
            fields={partners}
            value={other}
            onPick={(name) => change({ other: name })}
          />
        </div>
      )
    }
    case 'sum':
      return (
        <>
          <Picker
            label={t('constraints.total')}
            fields={fields.filter(isNumber)}
            value={field}
            onPick={(name) => change({ field: name, several: several.filter((each) => each !== name) })}
          />
          <SeveralPicker
            label={t('constraints.parts')}
            fields={fields.filter((each) => isNumber(each) && each.name !== field)}
            chosen={several}
            onChange={(names) => change({ several: names })}
          />
        </>
      )
    case 'combinations':
      return (
        <>
          <SeveralPicker
            label={t('constraints.columns')}
            fields={fields.filter((each) => isNumber(each) || each.domain.kind === 'categories')}
            chosen={several}
            onChange={(names) => change({ several: names })}
          />
          <Textarea
            size="xs"
            maw={480}
            label={t('constraints.list')}
            description={t('constraints.listHint')}
            styles={hintStyles}
            value={text}
            onChange={(event) => change({ text: event.currentTarget.value })}
            autosize
            minRows={2}
            maxRows={8}
          />
        </>
      )
    case 'range': {
      const dates = fields.find(({ name }) => name === field)?.type === 'datetime'
      const bound = (label: string, value: string, set: (value: string) => void) => (
        <TextInput
          {...(dates ? { type: 'datetime-local', step: 1 } : { inputMode: 'decimal' as const })}
          size="xs"
          label={label}
          value={value}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )
      return (
        <div className={constraintStyles.fields}>
          <Picker
            label={t('constraints.column')}
            fields={fields.filter((each) => isNumber(each) || isDate(each))}
            value={field}
            onPick={(name) => change({ field: name, low: '', high: '' })}
          />
          {bound(t('constraints.minimum'), low, (value) => change({ low: value }))}
          {bound(t('constraints.maximum'), high, (value) => change({ high: value }))}
        </div>
      )
    }
    case 'increment':
      return (
        <div className={constraintStyles.fields}>
          <Picker
            label={t('constraints.column')}
            fields={fields.filter(isNumber)}
            value={field}
            onPick={(name) => change({ field: name })}
          />
          <TextInput
            size="xs"
            inputMode="decimal"
            label={t('constraints.step')}
            value={step}
            onChange={(event) => change({ step: event.currentTarget.value })}
          />
        </div>
      )
    case 'unique':
      return (
        <SeveralPicker
          label={t('constraints.columns')}
          fields={fields}
          chosen={several}
          onChange={(names) => change({ several: names })}
        />
      )
    case 'expression':
      return (
        <Textarea
          size="xs"
          maw={560}
          label={t('constraints.expression')}
          description={t('constraints.expressionHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={text}
          onChange={(event) => change({ text: event.currentTarget.value })}
          autosize
          minRows={2}
          styles={{ ...hintStyles, input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          spellCheck={false}
        />
      )
  }
}

interface PickerProps {
  readonly label: string
  readonly fields: readonly Field[]
  readonly value: string
  readonly onPick: (name: string) => void
}

function Picker({ label, fields, value, onPick }: PickerProps) {
  const { t } = useTranslation()
  return (
    <NativeSelect
      size="xs"
      maw={480}
      label={label}
      value={value}
      data={[
        { value: '', label: t('constraints.choose') },
        ...fields.map(({ name }) => ({ value: name, label: name })),
      ]}
      onChange={(event) => onPick(event.currentTarget.value)}
    />
  )
}

interface SeveralPickerProps {
  readonly label: string
  readonly fields: readonly Field[]
  readonly chosen: readonly string[]
  readonly onChange: (names: readonly string[]) => void
}

/** A column joins when it is chosen, and leaves when its button is pressed. */
function SeveralPicker({ label, fields, chosen, onChange }: SeveralPickerProps) {
  const { t } = useTranslation()
  const left = fields.filter(({ name }) => !chosen.includes(name))
  return (
    <Stack gap={6} maw={480}>
      <NativeSelect
        size="xs"
        label={label}
        value=""
        data={[
          { value: '', label: t('constraints.addColumn') },
          ...left.map(({ name }) => ({ value: name, label: name })),
        ]}
        onChange={(event) => event.currentTarget.value !== '' && onChange([...chosen, event.currentTarget.value])}
      />
      {chosen.length > 0 && (
        <Group gap={6}>
          {chosen.map((name) => (
            <Button
              key={name}
              size="compact-xs"
              variant="default"
              aria-label={t('constraints.removeColumn', { name })}
              rightSection={<span aria-hidden="true">×</span>}
              onClick={() => onChange(chosen.filter((each) => each !== name))}
            >
              {name}
            </Button>
          ))}
        </Group>
      )}
      {chosen.length === 0 && (
        <Text size="xs" className={styles.hint}>
          {t('constraints.noColumns')}
        </Text>
      )}
    </Stack>
  )
}

/** The constraint that a draft says; null where something is missing. */
function read(kind: ConstraintKind, draft: Draft, fields: readonly Field[]): Constraint | null {
  const { field, other, strict, several, low, high, step, text } = draft
  switch (kind) {
    case 'inequality':
      return field === '' || other === '' ? null : { kind, low: field, high: other, strict }
    case 'sum':
      return field === '' || several.length < 2 ? null : { kind, total: field, parts: several }
    case 'combinations': {
      if (several.length < 2) return null
      const lines = text.split('\n').filter((line) => line.trim() !== '')
      if (lines.length === 0) return { kind, fields: several }
      const numeric = several.map((name) => fields.some((each) => each.name === name && isNumber(each)))
      const combinations = lines.map((line) =>
        line.split('|').map((cell, i) => {
          const word = cell.trim()
          return word === '' ? null : numeric[i] ? Number(word) : word
        }),
      )
      return { kind, fields: several, combinations }
    }
    case 'range': {
      const dates = fields.some((each) => each.name === field && isDate(each))
      const value = (typed: string) => (dates ? Date.parse(`${typed}Z`) : Number(typed))
      const bounds = {
        ...(low.trim() === '' ? {} : { minimum: value(low) }),
        ...(high.trim() === '' ? {} : { maximum: value(high) }),
      }
      const numbers = Object.values(bounds)
      return field === '' || numbers.length === 0 || numbers.some(Number.isNaN) ? null : { kind, field, ...bounds }
    }
    case 'increment': {
      const width = Number(step)
      return field === '' || !(width > 0) ? null : { kind, field, step: width }
    }
    case 'unique':
      return several.length === 0 ? null : { kind, fields: several }
    case 'expression':
      return text.trim() === '' ? null : { kind, expression: text.trim() }
  }
}
