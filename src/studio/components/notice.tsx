// A message that stays until it is dealt with: what happened and what to do.
import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Failure } from '../../worker/protocol.ts'
import styles from '../studio.module.css'
import { sayFailure } from '../texts/say.ts'
import { Icon } from './icons.tsx'

interface NoticeProps {
  readonly tone: 'error' | 'caution' | 'info'
  readonly title?: string
  readonly children: ReactNode
  readonly onClose?: () => void
}

const colours = { error: 'red', caution: 'yellow', info: 'iris' } as const

export function Notice({ tone, title, children, onClose }: NoticeProps) {
  const { t } = useTranslation()
  return (
    <Alert
      role={tone === 'error' ? 'alert' : 'status'}
      className={styles.notice}
      data-tone={tone}
      color={colours[tone]}
      icon={<Icon name="alert" />}
      {...(title ? { title } : {})}
      {...(onClose ? { withCloseButton: true, closeButtonLabel: t('failures.dismiss'), onClose } : {})}
      styles={{
        title: { color: 'var(--mantine-color-text)' },
        message: { color: 'var(--mantine-color-text)', overflowWrap: 'anywhere' },
      }}
    >
      {children}
    </Alert>
  )
}

interface FailureNoticeProps {
  readonly failure: Failure
  readonly title?: string
  readonly after?: ReactNode
  readonly onClose?: () => void
}

export function FailureNotice({ failure, title, after, onClose }: FailureNoticeProps) {
  const { t } = useTranslation()
  return (
    <Notice tone="error" title={title ?? t('failures.title')} {...(onClose ? { onClose } : {})}>
      <div>{sayFailure(failure)}</div>
      {after && <div style={{ marginTop: 6 }}>{after}</div>}
    </Notice>
  )
}
