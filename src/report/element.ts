// Element: a piece of a page as plain data, to be written as HTML or drawn by whatever the reader sees it in.

export type Child = string | Element | null | readonly Child[]

export interface Element {
  readonly tag: string
  /** As HTML and SVG name them; no style, so that a page may forbid it. */
  readonly attributes: Readonly<Record<string, string | number>>
  readonly children: readonly Child[]
}

export function h(tag: string, attributes: Element['attributes'], ...children: readonly Child[]): Element {
  return { tag, attributes, children }
}

export interface Cell {
  readonly text: Child
  readonly attributes?: Element['attributes']
}

/** The first cell of each row is its heading; columns of `numbers` stand to the right. */
export function tableOf(
  label: string,
  heads: readonly (string | Cell)[],
  rows: readonly (readonly (string | Cell)[])[],
  numbers = true,
): Element {
  const side = numbers ? 'number' : 'word'
  const cell = (tag: string, each: string | Cell, attributes: Element['attributes']) =>
    typeof each === 'string' ? h(tag, attributes, each) : h(tag, { ...attributes, ...each.attributes }, each.text)
  return h(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': label, tabindex: 0 },
    h(
      'table',
      {},
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          heads.map((head, i) => cell('th', head, { scope: 'col', class: i === 0 ? 'word' : side })),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            row.map((each, i) => (i === 0 ? cell('th', each, { scope: 'row' }) : cell('td', each, { class: side }))),
          ),
        ),
      ),
    ),
  )
}

export const paragraph = (text: string, kind = 'note'): Element => h('p', { class: kind }, text)
