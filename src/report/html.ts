// HTML: elements as text, with nothing in it that anyone's data could turn into markup.
import type { Child } from './element.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For text and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter])
}

/** Elements that have no end. */
const empty = new Set(['br', 'hr', 'meta'])

export function toHtml(child: Child): string {
  if (child === null) return ''
  if (typeof child === 'string') return escapeHtml(child)
  if ('tag' in child) {
    const attributes = Object.entries(child.attributes)
      .map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`)
      .join('')
    const start = `<${child.tag}${attributes}>`
    return empty.has(child.tag) ? start : `${start}${toHtml(child.children)}</${child.tag}>`
  }
  return child.map(toHtml).join('')
}
