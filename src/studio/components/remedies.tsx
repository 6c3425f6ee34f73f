// What a run changed of its own settings when its generator collapsed.
import { useTranslation } from 'react-i18next'
import type { Remedy } from '../../worker/protocol.ts'
import { formatFigure } from '../texts/format.ts'
import { Notice } from './notice.tsx'

export function Remedies({ remedies }: { readonly remedies: readonly Remedy[] }) {
  const { t } = useTranslation()
  return remedies.map(({ step, backTo, why, changes }, index) => {
    const collapsed = why.key === 'health.collapsed'
    const told = changes.map(({ name, before, after }) =>
      t(`run.remedied.settings.${name}`, { before: formatFigure(before), after: formatFigure(after) }),
    )
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: they are only added to, and may be of the same step
      <Notice key={index} tone="info">
        <div>
          {collapsed
            ? t('run.remedied.collapsed', { step })
            : t('run.remedied.missing', { step, count: why.values.count })}
        </div>
        <div>{t('run.remedied.changed', { backTo, changes: told.join(t('run.remedied.gap')) })}</div>
      </Notice>
    )
  })
}
