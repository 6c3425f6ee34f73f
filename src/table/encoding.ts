// Encoding: which characters the bytes of a file stand for, and which files are no text at all.
import { EmptyFileError, NotATableError } from './errors.ts'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

const save = 'Save or export it as CSV and open that file.'

const signatures: readonly (readonly [string, string, string])[] = [
  ['89504e47', 'a PNG image', 'Choose a CSV or Parquet file.'],
  ['ffd8ff', 'a JPEG image', 'Choose a CSV or Parquet file.'],
  ['47494638', 'a GIF image', 'Choose a CSV or Parquet file.'],
  ['25504446', 'a PDF document', 'Export the table behind it as CSV and open that file.'],
  [
    '504b0304',
    'an Excel workbook (.xlsx) or another zip archive',
    'Unpack it, or save the sheet as CSV, and open that file.',
  ],
  ['504b0506', 'an empty zip archive', 'Choose a CSV or Parquet file.'],
  ['d0cf11e0', 'an old Excel workbook (.xls)', save],
  ['1f8b', 'a gzip archive', 'Unpack it and open the CSV file inside.'],
  ['377abcaf', 'a 7z archive', 'Unpack it and open the CSV file inside.'],
  ['52617221', 'a RAR archive', 'Unpack it and open the CSV file inside.'],
  ['425a68', 'a bzip2 archive', 'Unpack it and open the CSV file inside.'],
  ['28b52ffd', 'a zstd archive', 'Unpack it and open the CSV file inside.'],
  ['53514c69746520666f726d6174', 'an SQLite database', save],
]

const markups: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(?:!doctype|html|\?xml|svg)/i, 'a web page or XML'],
  [/^\s*(?:\[\s*)?\{\s*(?:"[^"]*"\s*:|\}|$)/, 'JSON'],
  [/^\{\\rtf/, 'a rich text document'],
]

/** The encoding that a byte order mark declares, with the mark's length; null where there is none. */
export function byteOrderMark(head: Uint8Array): { encoding: Encoding; length: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  if (head[0] === 0x84 && head[1] === 0x31 && head[2] === 0x95 && head[3] === 0x33)
    return { encoding: 'gb18030', length: 4 }
  return null
}

/**
 * The likeliest encoding of bytes that declare none. In UTF-16 every other byte of delimiters, digits and line ends is zero. Multi-byte sequences
 * that are whole UTF-8 hardly come about by chance. In GB18030 bytes above 0x7f come in pairs; in Windows-1252 they stand alone among letters.
 */
export function guessEncoding(bytes: Uint8Array): Encoding {
  const zeros = [0, 0]
  let whole = 0
  let broken = 0
  let pairs = 0
  let alone = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === 0) zeros[i & 1]++
  const share = bytes.length / 2
  if (zeros[1] > 0.05 * share && zeros[0] < 0.01 * share) return 'utf-16le'
  if (zeros[0] > 0.05 * share && zeros[1] < 0.01 * share) return 'utf-16be'
  for (let i = 0; i < bytes.length; ) {
    const lead = bytes[i]
    if (lead < 0x80) i++
    else {
      const length =
        lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 1
      let continued = 1
      while (continued < length && i + continued < bytes.length && (bytes[i + continued] & 0xc0) === 0x80) continued++
      if (continued === length && length > 1) {
        whole++
        i += length
      } else {
        // A sequence that the end of the bytes cuts off is no evidence.
        if (length === 1 || i + continued < bytes.length) broken++
        i++
      }
    }
  }
  if (broken === 0 || whole > broken) return 'utf-8'
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] < 0x80) continue
    if (bytes[i] > 0x80 && bytes[i] < 0xff && bytes[i + 1] >= 0x80) {
      pairs++
      i++
    } else alone++
  }
  return pairs > alone ? 'gb18030' : 'windows-1252'
}

/** Throws where the first bytes of a file show that it is no text. */
export function refuseOtherFiles(head: Uint8Array, encoding: Encoding): void {
  if (head.length === 0) throw new EmptyFileError(0)
  const hex = Array.from(head.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
  for (const [signature, kind, advice] of signatures)
    if (hex.startsWith(signature)) throw new NotATableError(kind, advice)
  const text = new TextDecoder(encoding).decode(head)
  let controls = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 9 || (unit > 13 && unit < 32 && unit !== 26 && unit !== 27)) controls++
  }
  if (controls > 0.001 * text.length) {
    throw new NotATableError(
      'a binary file',
      'Choose a CSV or Parquet file, or set the encoding if this is one in another encoding.',
    )
  }
  const markup = markups.find(([shape]) => shape.test(text.slice(0, 1000)))
  if (markup !== undefined) throw new NotATableError(markup[1], save)
}
