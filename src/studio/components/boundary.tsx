// Catches what no other part expected, so that people see words and a way on instead of an empty page.
import { Button, Container } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { Translation } from 'react-i18next'
import { Notice } from './notice.tsx'

interface BoundaryState {
  readonly message: string | null
}

export class Boundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { message: null }

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render() {
    if (this.state.message === null) return this.props.children
    return (
      <Translation>
        {(t) => (
          <Container size="sm" py={80}>
            <Notice tone="error" title={t('app.crashed')}>
              <p>{t('app.crashedBody')}</p>
              <p>{this.state.message}</p>
              <Button onClick={() => location.reload()}>{t('app.reload')}</Button>
            </Notice>
          </Container>
        )}
      </Translation>
    )
  }
}
