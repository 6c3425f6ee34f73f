// The nearest settings that would work, a button each.
import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { choose } from '../store/recipe.ts'
import { formatExact, formatFigure } from '../texts/format.ts'

interface NearestProps {
  readonly epsilon?: number | undefined
  readonly delta?: number | undefined
}

/** Buttons for settings that would work. */
export function Nearest({ epsilon, delta }: NearestProps) {
  const { t } = useTranslation()
  if (epsilon === undefined && delta === undefined) return null
  return (
    <Group gap={8} mt={10}>
      {epsilon !== undefined && (
        <Button size="xs" variant="default" onClick={() => choose({ epsilon })}>
          {t('privacy.useEpsilon', { epsilon: formatExact(epsilon) })}
        </Button>
      )}
      {delta !== undefined && (
        <Button size="xs" variant="default" onClick={() => choose({ delta })}>
          {t('privacy.useDelta', { delta: formatFigure(delta) })}
        </Button>
      )}
    </Group>
  )
}
