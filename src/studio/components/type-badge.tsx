// A field's type as a short sign and a colour; the name of the type always stands beside it.
import type { FieldType } from '../../worker/protocol.ts'
import fieldStyles from '../fields.module.css'

const signs: Record<FieldType, { readonly sign: string; readonly hue: number; readonly chroma: number }> = {
  integer: { sign: '123', hue: 260, chroma: 0.09 },
  real: { sign: '1.5', hue: 230, chroma: 0.09 },
  boolean: { sign: 'Y/N', hue: 320, chroma: 0.09 },
  category: { sign: 'A·B', hue: 160, chroma: 0.09 },
  datetime: { sign: '31', hue: 60, chroma: 0.1 },
  identifier: { sign: 'ID', hue: 20, chroma: 0.09 },
  text: { sign: 'Aa', hue: 100, chroma: 0.04 },
  constant: { sign: '=', hue: 280, chroma: 0.015 },
}

export function TypeBadge({ type }: { readonly type: FieldType }) {
  const { sign, hue, chroma } = signs[type]
  return (
    <span
      className={fieldStyles.typeDot}
      aria-hidden="true"
      style={{
        color: `light-dark(oklch(0.42 ${chroma} ${hue}), oklch(0.86 ${chroma} ${hue}))`,
        background: `light-dark(oklch(0.94 ${chroma * 0.4} ${hue}), oklch(0.31 ${chroma * 0.55} ${hue}))`,
      }}
    >
      {sign}
    </span>
  )
}
