// Draws a report's elements, which are plain data.
import { createElement, Fragment, type ReactNode } from 'react'
import type { Child } from '../../report/element.ts'

/** As React calls them; it keeps `aria-` and `data-` as they are. */
const renamed: Readonly<Record<string, string>> = { class: 'className', tabindex: 'tabIndex' }

export function draw(child: Child): ReactNode {
  if (child === null || typeof child === 'string') return child
  if (!('tag' in child)) return createElement(Fragment, null, ...child.map(draw))
  const attributes = Object.entries(child.attributes).map(([name, value]) => [renamed[name] ?? name, value])
  return createElement(child.tag, Object.fromEntries(attributes), ...child.children.map(draw))
}
