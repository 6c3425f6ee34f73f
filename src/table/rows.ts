// Rows: the one place that knows papaparse. Text goes in, rows of cells come out, with where the first unfinished row begins.
import Papa from 'papaparse'

interface LowLevelParser {
  parse(
    input: string,
    baseIndex: number,
    ignoreLastRow: boolean,
  ): {
    readonly data: string[][]
    readonly errors: readonly { readonly code: string; readonly row: number }[]
    readonly meta: { readonly cursor: number }
  }
}

// Papa.parse cannot leave the last row for later, which streaming needs; the parser beneath it can. Its types leave it out.
const { Parser } = Papa as unknown as { readonly Parser: new (config: Record<string, unknown>) => LowLevelParser }

export interface ParsedRows {
  readonly rows: string[][]
  /** Where the rows end in the text. */
  readonly end: number
  /** Index into `rows` of the first row with a stray quote, and how many there are. */
  readonly strayQuotes: number
  readonly firstStray: number
  /** True where no quote is in the way: the cells are the text's parts in order, with one character between them. */
  readonly plain: boolean
  /** True where the last row opens a quote and never closes it. */
  readonly unclosed: boolean
}

/**
 * Splits text into rows. With `cut`, the text goes on: its last row is left out unless a line end closes it. Lines that end in \r\n are read by
 * their \n, so that files with mixed line ends come out whole.
 */
export function parseRows(
  text: string,
  delimiter: string,
  newline: '\n' | '\r\n' | '\r',
  cut: boolean,
  most = 0,
): ParsedRows {
  const split = newline === '\r' ? '\r' : '\n'
  const { data, errors, meta } = new Parser({ delimiter, newline: split, preview: most }).parse(text, 0, cut)
  if (split === '\n' && text.includes('\r')) {
    for (const row of data) {
      const last = row.length - 1
      const cell = row[last]
      if (cell.charCodeAt(cell.length - 1) === 13) row[last] = cell.slice(0, -1)
    }
  }
  const unclosed = errors.some(({ code }) => code === 'MissingQuotes')
  // The end of the last line is no row of its own.
  const last = data.at(-1)
  if (!cut && !unclosed && last?.length === 1 && last[0] === '' && !text.endsWith('"')) data.pop()
  const strays = errors.filter(({ code, row }) => code === 'InvalidQuotes' && row < data.length)
  return {
    rows: data,
    end: meta.cursor,
    strayQuotes: strays.length,
    firstStray: strays[0]?.row ?? -1,
    plain: delimiter.length === 1 && !text.includes('"'),
    unclosed,
  }
}
