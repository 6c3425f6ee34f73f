// A whole as a bar of its parts, with their names and figures beneath.
import figureStyles from '../figures.module.css'

export interface BarPart {
  readonly name: string
  readonly value: number
  /** The figure as it is said. */
  readonly said: string
  readonly tone: 'training' | 'domains' | 'shares' | 'past' | 'rest'
}

interface PartsBarProps {
  readonly parts: readonly BarPart[]
  /** What the full width stands for; without it the sum of the parts. */
  readonly whole?: number
}

/** The names and figures beneath say all that the bar shows, so that the bar itself is hidden from those who listen. */
export function PartsBar({ parts, whole }: PartsBarProps) {
  const sum = parts.reduce((total, { value }) => total + value, 0)
  const full = Math.max(whole ?? sum, sum) || 1
  return (
    <div>
      <div className={figureStyles.parts} aria-hidden="true">
        {parts
          .filter(({ value }) => value > 0)
          .map(({ name, value, tone }) => (
            <span key={name} data-tone={tone} style={{ width: `${(100 * value) / full}%` }} />
          ))}
      </div>
      <dl className={figureStyles.partNames}>
        {parts.map(({ name, said, tone }) => (
          <div key={name}>
            <dt className={figureStyles.partName}>
              <span className={figureStyles.partSwatch} data-tone={tone} aria-hidden="true" />
              {name}
            </dt>
            <dd className={figureStyles.partFigure}>{said}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
