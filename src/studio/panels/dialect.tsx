// How the file was read, and the three things people may know better than the detection.
import { NativeSelect, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Dialect } from '../../worker/protocol.ts'
import { useData } from '../store/data.ts'
import { reread } from '../store/journey.ts'
import styles from '../studio.module.css'

const encodings: readonly { readonly value: Dialect['encoding']; readonly label: string }[] = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'gb18030', label: 'GB18030 (GBK)' },
  { value: 'windows-1252', label: 'Windows-1252 (Latin)' },
]

export function DialectControls({ disabled }: { readonly disabled: boolean }) {
  const { t } = useTranslation()
  const inspection = useData((data) => data.inspection)
  // A typed file says itself how it is to be read.
  if (inspection?.format !== 'csv') return null
  const { dialect } = inspection
  const delimiters = [
    { value: ',', label: t('data.comma') },
    { value: ';', label: t('data.semicolon') },
    { value: '\t', label: t('data.tab') },
    { value: '|', label: t('data.pipe') },
    { value: ' ', label: t('data.space') },
  ]
  if (!delimiters.some(({ value }) => value === dialect.delimiter)) {
    const label = t('data.otherDelimiter', { delimiter: dialect.delimiter })
    delimiters.push({ value: dialect.delimiter, label })
  }
  return (
    <details className={styles.details}>
      <summary>{t('data.dialectTitle')}</summary>
      <Text className={styles.hint} size="sm" mt={6} mb={12}>
        {t('data.dialectHint')}
      </Text>
      <div className={styles.inputs}>
        <NativeSelect
          label={t('data.encoding')}
          value={dialect.encoding}
          data={[...encodings]}
          disabled={disabled}
          onChange={(event) => void reread({ encoding: event.currentTarget.value as Dialect['encoding'] })}
        />
        <NativeSelect
          label={t('data.delimiter')}
          value={dialect.delimiter}
          data={delimiters}
          disabled={disabled}
          onChange={(event) => void reread({ delimiter: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('data.header')}
          value={dialect.header ? 'names' : 'data'}
          data={[
            { value: 'names', label: t('data.headerNames') },
            { value: 'data', label: t('data.headerData') },
          ]}
          disabled={disabled}
          onChange={(event) => void reread({ header: event.currentTarget.value === 'names' })}
        />
      </div>
    </details>
  )
}
