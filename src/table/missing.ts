// Which cells hold no value: the tokens by which files write "missing", and those that write infinity.

const tokens: ReadonlySet<string> = new Set(
  [
    '',
    'na',
    'n/a',
    '#n/a',
    '<na>',
    'n.a.',
    'null',
    '(null)',
    '\\n',
    'none',
    'nil',
    'nan',
    '-nan',
    'nat',
    '?',
    '-',
    '--',
    '---',
    '.',
    '—',
    '–',
  ].concat([
    'missing',
    '空',
    '无',
    '缺失',
    '缺失值',
    '暂无',
    '#null!',
    '#div/0!',
    '#value!',
    '#ref!',
    '#name?',
    '#num!',
  ]),
)

const infinities: ReadonlySet<string> = new Set([
  'infinity',
  '+infinity',
  '-infinity',
  'inf',
  '+inf',
  '-inf',
  '∞',
  '-∞',
  '+∞',
])

const longest = 9

/** True for a cell without a value, e.g. ` ?`, `NA`, `空` and the empty cell; blanks around do not count, nor does case. */
export function isMissing(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.length <= longest && tokens.has(trimmed.toLowerCase())
}

/** True for `Infinity`, `-inf` and the like, which no number column can hold: counted as missing there. */
export function isInfinite(text: string): boolean {
  const trimmed = text.trim()
  return trimmed.length <= longest && infinities.has(trimmed.toLowerCase())
}
