// A number of the recipe as a text field that says at once what it takes.
import { TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LimitedName, limits, parseLimited } from '../store/limits.ts'
import { textOf, type as typeText, useRecipe } from '../store/recipe.ts'
import { formatCount, formatFigure } from '../texts/format.ts'

interface LimitedFieldProps {
  readonly name: LimitedName
  /** Shown above the field; without it `hiddenLabel` names the field to those who listen. */
  readonly label?: string
  readonly hiddenLabel?: string
  readonly description?: ReactNode
  readonly placeholder?: string
}

export function LimitedField({ name, label, hiddenLabel, description, placeholder }: LimitedFieldProps) {
  const { t } = useTranslation()
  const refused = useRecipe((state) => state.refused[name])
  const standing = useRecipe((state) => textOf(state, name))
  const [text, setText] = useState(refused ?? standing)

  // The field follows the recipe, but never rewrites what someone is typing: `256,` stays while it means 256.
  useEffect(() => {
    if (refused !== undefined) return
    setText((shown) => (String(parseLimited(name, shown)) === String(parseLimited(name, standing)) ? shown : standing))
  }, [standing, refused, name])

  return (
    <TextInput
      {...(label ? { label } : { 'aria-label': hiddenLabel })}
      {...(description ? { description } : {})}
      {...(placeholder ? { placeholder } : {})}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      inputMode={limits[name].kind === 'number' ? 'decimal' : 'text'}
      value={text}
      error={refused !== undefined && complaint()}
      onChange={(event) => {
        setText(event.currentTarget.value)
        typeText(name, event.currentTarget.value)
      }}
    />
  )

  function complaint(): string {
    const limit = limits[name]
    if (limit.kind === 'widths') return t('advanced.badWidths')
    const bounds = { minimum: formatFigure(limit.minimum), maximum: formatBound(limit.maximum) }
    return t(limit.whole ? 'advanced.badWhole' : 'advanced.badNumber', bounds)
  }
}

/** A bound is said exactly: 0.99999 must not read as 1. */
function formatBound(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(value)
}
