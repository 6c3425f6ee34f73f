// Figures with their names.
import type { ReactNode } from 'react'
import figureStyles from '../figures.module.css'

export interface Fact {
  readonly label: string
  readonly value: ReactNode
  readonly hint?: string
}

export function Facts({ facts, small = false }: { readonly facts: readonly Fact[]; readonly small?: boolean }) {
  return (
    <dl className={figureStyles.facts}>
      {facts.map((fact) => (
        <div key={fact.label} className={figureStyles.fact} data-small={small ? true : undefined} title={fact.hint}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
