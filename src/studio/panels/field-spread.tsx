// How the words of a category are spread over columns of numbers, where there are many of them.
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, Spread } from '../../worker/protocol.ts'
import { changeField } from '../store/journey.ts'
import styles from '../studio.module.css'
import { formatCount } from '../texts/format.ts'

interface FieldSpreadProps {
  readonly index: number
  readonly field: Field
  readonly words: number
  readonly disabled: boolean
}

/** Fewer words than this are no burden. */
export const manyWords = 50

/** Columns of a field that says nothing of them. */
const usual = 200

export function FieldSpread({ index, field, words, disabled }: FieldSpreadProps) {
  const { t } = useTranslation()
  const [method, setMethod] = useState<Spread['method']>(field.spread?.method ?? 'top')
  const [columns, setColumns] = useState(String(field.spread?.columns ?? Math.min(usual, words)))
  const [refused, setRefused] = useState(false)
  const apply = () => {
    const number = Number(columns)
    const good = Number.isInteger(number) && number >= 2 && number <= 4096
    setRefused(!good)
    if (good) void changeField({ index, spread: { method, columns: number } })
  }
  return (
    <Stack gap={8} align="flex-start">
      <div>
        <Text size="sm" fw={550}>
          {t('spread.title')}
        </Text>
        <Text size="sm" className={styles.hint}>
          {t('spread.hint', { words: formatCount(words) })}
        </Text>
      </div>
      <Group align="flex-end" gap={12}>
        <NativeSelect
          size="xs"
          label={t('spread.method')}
          value={method}
          disabled={disabled}
          data={(['top', 'buckets'] as const).map((value) => ({ value, label: t(`spread.methods.${value}`) }))}
          onChange={(event) => setMethod(event.currentTarget.value as Spread['method'])}
        />
        <TextInput
          size="xs"
          w={120}
          inputMode="numeric"
          label={t('spread.columns')}
          value={columns}
          error={refused && t('spread.bad')}
          disabled={disabled}
          onChange={(event) => setColumns(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" onClick={apply} disabled={disabled}>
          {t('spread.apply')}
        </Button>
      </Group>
    </Stack>
  )
}
