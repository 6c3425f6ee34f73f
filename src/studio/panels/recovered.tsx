// Offers the model that an earlier visit left behind when it was cut off.
import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Notice } from '../components/notice.tsx'
import { discardRecovered, useConnection } from '../store/connection.ts'
import { takeRecovered } from '../store/journey.ts'
import { formatMoment } from '../texts/format.ts'

export function RecoveredNotice() {
  const { t } = useTranslation()
  const recovered = useConnection((connection) => connection.recovered)
  if (!recovered) return null
  const { name, step, savedAt } = recovered
  return (
    <Notice tone="info" title={t('recovered.title')}>
      <div>{t('recovered.body', { name, step, when: formatMoment(savedAt) })}</div>
      <Group mt={12} gap={8}>
        <Button size="xs" onClick={() => void takeRecovered()}>
          {t('recovered.use')}
        </Button>
        <Button size="xs" variant="default" onClick={() => void discardRecovered()}>
          {t('recovered.discard')}
        </Button>
      </Group>
    </Notice>
  )
}
