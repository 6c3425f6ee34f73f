// The languages say the same: same placeholders, and words for every finding that the rooms can make.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { findings as english } from './findings-en.ts'
import { findings as chinese } from './findings-zh.ts'
import { zh } from './zh.ts'

type Tree = { readonly [key: string]: string | Tree }

function flat(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : flat(value, `${path}${key}.`),
  )
}

const placeholders = (text: string) => (text.match(/\{\{\w+/g) ?? []).sort()

describe.each([
  ['texts', en as unknown as Tree, zh as unknown as Tree],
  ['reasons', english.reasons, chinese.reasons],
  ['failures', english.failures, chinese.failures],
])('%s', (_, ours, theirs) => {
  it('uses the same figures in both languages', () => {
    const translated = new Map(flat(theirs))
    for (const [key, text] of flat(ours)) {
      const other = translated.get(key) ?? ''
      expect(new Set(placeholders(other)), key).toEqual(new Set(placeholders(text)))
    }
  })

  it('leaves nothing untranslated that has words', () => {
    const translated = new Map(flat(theirs))
    const same = flat(ours).filter(
      ([key, text]) => /[a-z]{3}.* [a-z]/.test(text.replaceAll(/\{\{.*?\}\}/g, '')) && translated.get(key) === text,
    )
    expect(same).toEqual([])
  })
})

/** String literals of an exported list, read from another room's source: this room may not import it. */
function listed(file: string, name: string): string[] {
  const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  const body = new RegExp(`export const ${name} = \\[([^\\]]*)\\]`).exec(source)?.[1] ?? ''
  return [...body.matchAll(/^\s*'([^']+)'/gm)].map(([, key]) => key)
}

it('has words for every reason, warning and advice', () => {
  const keys = [
    ...listed('table/infer.ts', 'reasonKeys'),
    ...listed('table/warnings.ts', 'warningKeys'),
    ...listed('privacy/advice.ts', 'adviceKeys'),
    ...listed('privacy/ledger.ts', 'ledgerReasons'),
  ]
  expect(keys.length).toBeGreaterThan(30)
  const known = Object.keys(english.reasons)
  expect(keys.filter((key) => !known.includes(key) && !known.includes(`${key}_other`))).toEqual([])
})

/** Told in English: what only a fault of the program, or a damaged file, can bring about. */
const untold = new Set([
  'ColumnCountError',
  'ColumnKindError',
  'CoupledExamplesError',
  'DisposedTableError',
  'DuplicateLayerError',
  'EncoderStateError',
  'InsideBodyError',
  'LayerWidthError',
  'NetworkSealedError',
  'NotPrivateError',
  'NotRunError',
  'NotVariableError',
  'OutsideBodyError',
  'PrivacyParameterError',
  'ProjectFileError',
  'RowRangeError',
  'SavedValuesError',
  'SecondOrderError',
  'ShapeError',
])

it('has words for every failure that people can meet', () => {
  const rooms = [
    'table',
    'privacy',
    'engine',
    'nn',
    'models',
    'train',
    'project',
    'worker',
    'evaluate',
    'encode',
    'audit',
  ]
  const files = rooms.flatMap((room) =>
    readdirSync(new URL(`../../${room}`, import.meta.url)).map((file) => `../../${room}/${file}`),
  )
  const classes = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = readFileSync(new URL(file, import.meta.url), 'utf8')
      return [...source.matchAll(/^export class (\w+Error) extends/gm)].map(([, name]) => name)
    })
  expect(classes.length).toBeGreaterThan(15)
  const told = Object.keys(english.failures).map((name) => name.replace(/_(one|other)$/, ''))
  const known = new Set([...told, ...untold])
  expect(classes.filter((name) => !known.has(name))).toEqual([])
})
