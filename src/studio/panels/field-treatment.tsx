// Personal data of a field: what was found, on what evidence, and what becomes of the values.
import { Button, Group, NativeSelect, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, FieldChange, Locale, PersonalKind, Treatment } from '../../worker/protocol.ts'
import { worker } from '../store/connection.ts'
import { changeField } from '../store/journey.ts'
import styles from '../studio.module.css'
import { formatPercent } from '../texts/format.ts'

type Generalised = Extract<Treatment, { method: 'generalise' }>['to']
type Method = 'keep' | 'replace' | 'mask' | 'hash' | 'omit' | Generalised

interface FieldTreatmentProps {
  readonly index: number
  readonly field: Field
  readonly disabled: boolean
}

const locales: readonly Locale[] = ['en', 'zh_CN', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'sv']

/** How values of these kinds are made general. */
const general: Readonly<Partial<Record<PersonalKind, Generalised>>> = {
  email: 'mailKind',
  phone: 'phonePrefix',
  address: 'region',
}

function methodOf({ role, treatment }: Field): Method {
  if (role === 'omit') return 'omit'
  if (!treatment) return 'keep'
  return treatment.method === 'generalise' ? treatment.to : treatment.method
}

/** What can be done with the values of a field. */
function methodsOf(field: Field): Method[] {
  const { type, personal, treatment } = field
  const current = methodOf(field)
  const made = treatment?.method === 'generalise' ? treatment.to : null
  const coarser: Method[] = []
  const own = personal && general[personal.kind]
  if (own) coarser.push(own)
  if (type === 'integer' || type === 'real' || made === 'range') coarser.push('range')
  if (type === 'datetime' || made === 'year' || made === 'month') coarser.push('year', 'month')
  const all: Method[] = ['keep', 'replace', ...coarser, 'prefix', 'mask', 'hash', 'omit']
  return all.filter((method) => method !== 'keep' || type !== 'text' || current === 'keep')
}

/** Characters to keep are counted, from `least` up; a range has any width. Null where the text is none such. */
function sizeFrom(text: string, method: Method, least: number): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  const good = method === 'range' ? Number.isFinite(value) && value > 0 : Number.isInteger(value) && value >= least
  return good ? value : null
}

export function FieldTreatment({ index, field, disabled }: FieldTreatmentProps) {
  const { t } = useTranslation()
  const { personal, treatment, type } = field
  if (type === 'constant' || type === 'boolean') return null
  return (
    <Stack gap={8} align="flex-start">
      {personal && (
        <div>
          <Text size="sm" fw={550}>
            {t('personal.found', { kind: t(`personal.kinds.${personal.kind}`) })}
          </Text>
          <Text size="sm" className={styles.hint}>
            {t(personal.evidence.named ? 'personal.byName' : 'personal.byValue', {
              percent: formatPercent(personal.evidence.share),
              count: personal.evidence.values,
            })}
          </Text>
        </div>
      )}
      <TreatmentForm index={index} field={field} disabled={disabled} />
      {treatment && <Examples index={index} field={field} />}
    </Stack>
  )
}

function TreatmentForm({ index, field, disabled }: FieldTreatmentProps) {
  const { t } = useTranslation()
  const { name, personal, treatment } = field
  const before = methodOf(field)
  const replaced = treatment?.method === 'replace' ? treatment : null
  const [method, setMethod] = useState<Method>(before)
  const [size, setSize] = useState(sizeOf(treatment))
  const [secret, setSecret] = useState('')
  const [kind, setKind] = useState<PersonalKind>(
    replaced?.kind ?? personal?.kind ?? (field.type === 'text' ? 'prose' : 'name'),
  )
  const [locale, setLocale] = useState<Locale>(replaced?.locale ?? 'en')
  const [refused, setRefused] = useState(false)
  const least = method === 'mask' ? 0 : 1
  const sized = method === 'mask' || method === 'prefix' || method === 'range'

  const apply = () => {
    const number = sizeFrom(size, method, least)
    setRefused(sized && number === null)
    if (sized && number === null) return
    void changeField(changeTo(number ?? 0))
  }

  return (
    <Stack gap={8} align="flex-start">
      <Group align="flex-end" gap={12}>
        <NativeSelect
          size="xs"
          label={t('personal.treatment')}
          aria-label={t('personal.treatmentOf', { name })}
          value={method}
          disabled={disabled}
          data={methodsOf(field).map((value) => ({ value, label: t(`personal.methods.${value}`) }))}
          onChange={(event) => setMethod(event.currentTarget.value as Method)}
        />
        {sized && (
          <TextInput
            size="xs"
            w={150}
            inputMode="decimal"
            label={t(method === 'range' ? 'personal.width' : 'personal.keepCharacters')}
            value={size}
            error={refused && (method === 'range' ? t('personal.widthNeeded') : t('personal.sizeNeeded', { least }))}
            disabled={disabled}
            onChange={(event) => setSize(event.currentTarget.value)}
          />
        )}
        {method === 'hash' && (
          <PasswordInput
            size="xs"
            w={200}
            autoComplete="off"
            label={t('personal.secret')}
            value={secret}
            disabled={disabled}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
        )}
        {method === 'replace' && (
          <>
            <NativeSelect
              size="xs"
              label={t('personal.kind')}
              value={kind}
              disabled={disabled}
              data={Object.entries(t('personal.kinds', { returnObjects: true })).map(([value, label]) => ({
                value,
                label,
              }))}
              onChange={(event) => setKind(event.currentTarget.value as PersonalKind)}
            />
            <NativeSelect
              size="xs"
              label={t('personal.language')}
              value={locale}
              disabled={disabled}
              data={locales.map((value) => ({ value, label: t(`personal.locales.${value}`) }))}
              onChange={(event) => setLocale(event.currentTarget.value as Locale)}
            />
          </>
        )}
        <Button size="xs" variant="default" onClick={apply} disabled={disabled}>
          {t('personal.applyTreatment')}
        </Button>
      </Group>
      {(method !== 'keep' || personal) && (
        <Text size="sm" className={styles.hint} maw={640}>
          {t(`personal.hints.${hintOf(method)}`)}
        </Text>
      )}
    </Stack>
  )

  function changeTo(number: number): FieldChange {
    switch (method) {
      case 'omit':
        return { index, role: 'omit' }
      case 'keep':
        return treatment ? { index, treatment: null } : { index, role: 'model' }
      case 'replace': {
        const shape = personal?.kind === kind ? personal.shape : ''
        return { index, treatment: { method, kind, locale, shape } }
      }
      case 'mask':
        return { index, treatment: { method, keep: number } }
      case 'hash':
        return { index, treatment: { method }, ...(secret !== '' && { secret }) }
      case 'prefix':
      case 'range':
        return { index, treatment: { method: 'generalise', to: method, size: number } }
      default:
        return { index, treatment: { method: 'generalise', to: method } }
    }
  }
}

function hintOf(method: Method): 'keep' | 'replace' | 'mask' | 'hash' | 'omit' | 'general' {
  return method === 'keep' || method === 'replace' || method === 'mask' || method === 'hash' || method === 'omit'
    ? method
    : 'general'
}

/** What stands in the field of a number at first. */
function sizeOf(treatment: Treatment | undefined): string {
  if (treatment?.method === 'mask') return String(treatment.keep)
  if (treatment?.method === 'generalise' && treatment.size !== undefined) return String(treatment.size)
  return '4'
}

function Examples({ index, field }: Pick<FieldTreatmentProps, 'index' | 'field'>) {
  const { t } = useTranslation()
  const [examples, setExamples] = useState<readonly string[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever changes the field, another secret too, changes its values
  useEffect(() => {
    let wanted = true
    worker()
      .examples(index)
      // Nothing is lost without them.
      .catch(() => [])
      .then((found) => {
        if (wanted) setExamples(found)
      })
    return () => {
      wanted = false
    }
  }, [index, field])
  if (examples.length === 0) return null
  return (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {t('personal.examples', { examples: examples.join(' · ') })}
    </Text>
  )
}
