// The data set's account: what it has been charged on this device over all runs, and the limit that the reader sets.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DatasetAccountState } from '../../worker/protocol.ts'
import { Nearest } from '../components/nearest.tsx'
import { FailureNotice, Notice } from '../components/notice.tsx'
import { type BarPart, PartsBar } from '../components/parts-bar.tsx'
import { useObstacle } from '../components/use-obstacle.ts'
import { useAccount } from '../store/account.ts'
import { changeLimit } from '../store/journey.ts'
import { parseLimited } from '../store/limits.ts'
import { useRecipe } from '../store/recipe.ts'
import styles from '../studio.module.css'
import { formatExact, formatFigure } from '../texts/format.ts'

/** Before a run: with what the run would add, and the limit to set. */
export function DatasetControls() {
  const { t } = useTranslation()
  const { account, failure } = useAccount()
  const guarded = useRecipe((state) => state.guarded)
  const after = useRecipe((state) => (state.guarded ? (state.plan?.after ?? null) : null))
  if (failure) return <FailureNotice failure={failure} title={t('account.failed')} />
  // Of no concern to those who never asked for a guarantee with this table.
  if (!account || !(guarded || account.runs > 0 || account.limit !== null)) return null
  return (
    <Account account={account} after={after}>
      {account.runs > 0 && after && (
        <Notice tone="caution">
          {t('account.addUp', { count: account.runs, epsilon: formatFigure(after.epsilon) })}
        </Notice>
      )}
      <LimitForm key={String(account.limit)} limit={account.limit} />
    </Account>
  )
}

/** After a run: what stands now. */
export function DatasetStatement() {
  const { account } = useAccount()
  return account && account.runs > 0 && <Account account={account} after={null} />
}

interface AccountProps {
  readonly account: DatasetAccountState
  /** As it would stand after the run that is being planned. */
  readonly after: DatasetAccountState | null
  readonly children?: ReactNode
}

function Account({ account, after, children }: AccountProps) {
  const { t } = useTranslation()
  const { epsilon, delta, runs, unguardedRuns, limit, kept } = account
  const used = after?.epsilon ?? epsilon
  const said = (value: number) => `ε ${formatFigure(value)}`
  const parts: BarPart[] = [{ name: t('account.spent'), value: epsilon, said: said(epsilon), tone: 'past' }]
  if (after) {
    parts.push({ name: t('account.after'), value: used - epsilon, said: said(used), tone: 'training' })
  }
  if (limit !== null) {
    parts.push({ name: t('account.limit'), value: Math.max(0, limit - used), said: said(limit), tone: 'rest' })
  }
  return (
    <Stack component="section" aria-label={t('account.title')} className={styles.panel} gap={14}>
      <div>
        <Text fw={600} component="h3">
          {t('account.title')}
        </Text>
        <Text className={styles.hint} size="sm">
          {runs === 0 ? t('account.none') : t('account.runs', { count: runs, delta: formatFigure(delta) })}
        </Text>
      </div>
      <PartsBar parts={parts} />
      {unguardedRuns > 0 && <Text size="sm">{t('account.unguarded', { count: unguardedRuns })}</Text>}
      {children}
      <Text className={styles.hint} size="sm">
        {t(kept ? 'account.copies' : 'account.notKept')}
      </Text>
    </Stack>
  )
}

function LimitForm({ limit }: { readonly limit: number | null }) {
  const { t } = useTranslation()
  const [text, setText] = useState(limit === null ? '' : String(limit))
  const [refused, setRefused] = useState(false)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const value = parseLimited('epsilon', text)
    setRefused(typeof value !== 'number')
    if (typeof value === 'number') void changeLimit(value)
  }

  return (
    <form onSubmit={submit}>
      <TextInput
        label={t('account.setLimit')}
        description={t('account.limitHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        inputMode="decimal"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={refused && t('account.limitBad')}
      />
      <Group gap={8} mt={8}>
        <Button type="submit" size="xs" variant="default">
          {t('account.set')}
        </Button>
        {limit !== null && (
          <Button size="xs" variant="default" onClick={() => void changeLimit(null)}>
            {t('account.lift')}
          </Button>
        )}
      </Group>
    </form>
  )
}

/** Why this run is refused by the limit, and what would be left to spend. */
export function LimitObstacle() {
  const { t } = useTranslation()
  const obstacle = useObstacle()
  const after = useRecipe((state) => state.plan?.after)
  const account = useAccount((state) => state.account)
  if (!account || account.limit === null) return null
  const { limit, epsilon: spent, unguardedRuns } = account
  if (obstacle === 'unguarded') {
    return (
      <Notice tone="caution" title={t('account.unguardedTitle')}>
        {unguardedRuns > 0
          ? t('account.unguardedBefore', { count: unguardedRuns, limit: formatExact(limit) })
          : t('account.unguardedNow', { limit: formatExact(limit) })}
      </Notice>
    )
  }
  if (obstacle !== 'limit' || !after) return null
  // Runs cost less together than the sum of their ε, as a rule: what is left can be spent. The plan then tells.
  const left = Math.floor(100 * (limit - spent)) / 100
  return (
    <Notice tone="caution" title={t('account.overTitle')}>
      <div>{t('account.over', { epsilon: formatFigure(after.epsilon), limit: formatExact(limit) })}</div>
      <Nearest epsilon={left > 0 ? left : undefined} />
    </Notice>
  )
}
