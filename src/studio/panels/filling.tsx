// Filling: the missing cells of a table of the reader's filled in by the model.
import { Button, Checkbox, FileButton, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download, siblingName } from '../components/download.ts'
import { Icon } from '../components/icons.tsx'
import { fillIn, useResult } from '../store/result.ts'
import styles from '../studio.module.css'

export function FillingControls() {
  const { t } = useTranslation()
  const task = useResult((result) => result.task)
  const [done, setDone] = useState<{ readonly name: string; readonly cells: number; readonly left: number } | null>(
    null,
  )
  const [marked, setMarked] = useState(false)
  const take = async (file: File | null) => {
    if (!file) return
    setDone(null)
    const filling = await fillIn(file, marked)
    if (!filling) return
    const name = siblingName(file.name, '-filled.csv')
    download(filling.file, name)
    setDone({ name, cells: filling.cells, left: filling.left })
  }
  return (
    <details className={styles.details}>
      <summary>{t('filling.title')}</summary>
      <Stack gap={12} mt={10} align="flex-start">
        <Text className={styles.hint} size="sm">
          {t('filling.hint')}
        </Text>
        <Checkbox
          size="sm"
          label={t('filling.mark')}
          description={t('filling.markHint')}
          checked={marked}
          onChange={(event) => setMarked(event.currentTarget.checked)}
        />
        <FileButton onChange={(file) => void take(file)} accept=".csv,.tsv,.txt,.parquet">
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<Icon name="table" size={16} />}
              disabled={task !== null}
              loading={task === 'fill'}
            >
              {t('filling.choose')}
            </Button>
          )}
        </FileButton>
        {done && (
          <Text role="status" size="sm" fw={550}>
            {t('filling.done', { name: done.name, count: done.cells })}{' '}
            {done.left > 0 && t('filling.left', { count: done.left })}
          </Text>
        )}
      </Stack>
    </details>
  )
}
