// Encoder: a whole table ⇄ numbers: one codec a field, laid side by side.
import * as v from 'valibot'
import type { Random, Uniforms } from '../math/random.ts'
import type { Releases } from '../privacy/releases.ts'
import { type Field, type FieldDomain, fieldTypes, type Schema } from '../table/schema.ts'
import type { Column, Table } from '../table/table.ts'
import { finished, type Work } from '../work/work.ts'
import { CategoryCodec } from './categorycodec.ts'
import { type CodecSegment, defaultOptions, type EncoderOptions } from './codec.ts'
import { type AnyCodec, codecState, emptyColumn, fitCodec, fitCodecPrivately, restoreCodec } from './codecs.ts'
import { completed, domainsTogether, putTogether, takeApart } from './constrained.ts'
import { construct } from './construct.ts'
import { type Construction, columnsBy, constructionState, partsOf } from './construction.ts'
import { FakeCodec } from './fakecodec.ts'
import { Cast } from './fakes/cast.ts'
import { loadLists } from './fakes/lists.ts'
import { learntSchema } from './learntschema.ts'
import type { Matrix, Segment } from './matrix.ts'
import { anyPlaces } from './place.ts'

const encoderState = v.object({
  version: v.literal(1),
  fields: v.array(v.object({ name: v.string(), type: v.picklist(fieldTypes), codec: v.nullable(codecState) })),
  /** Where constraints have it that fields are learnt in another form than the table's columns. */
  construction: v.exactOptional(constructionState),
})

export type EncoderState = v.InferOutput<typeof encoderState>

/** A saved encoder that is not one, or not a whole one. */
export class EncoderStateError extends Error {
  readonly values: Record<string, string | number>
  constructor(path: string, problem: string) {
    super(`The saved encoder cannot be used: ${path || 'it'}: ${problem}. Open another file, or train anew.`)
    this.name = 'EncoderStateError'
    this.values = { path, problem }
  }
}

/** A table whose columns are not those that the encoder was fitted to. */
export class ColumnCountError extends Error {
  readonly values: Record<string, string | number>
  constructor(expected: number, found: number) {
    super(
      `The table has ${found} columns where ${expected} are expected. Use the table and the schema that belong together.`,
    )
    this.name = 'ColumnCountError'
    this.values = { expected, found }
  }
}

interface EncodedField {
  readonly name: string
  readonly type: (typeof fieldTypes)[number]
  /** `null`: left out. */
  readonly codec: AnyCodec | null
}

/** Where a field stands in the segments of the layout. */
export interface FieldLayout {
  readonly field: number
  readonly name: string
  /** Segments `first` … `first + count − 1`; none where count is 0. */
  readonly first: number
  readonly count: number
}

export class Encoder {
  /** Columns of an expanded row. */
  readonly width: number
  readonly segments: readonly Segment[]
  readonly #fields: readonly EncodedField[]
  readonly #layout: readonly FieldLayout[]
  /** `null`: the fields are the table's columns. */
  readonly #construction: Construction | null

  private constructor(fields: readonly EncodedField[], construction: Construction | null) {
    this.#construction = construction
    const segments: Segment[] = []
    let width = 0
    this.#layout = fields.map(({ name, codec }, field) => {
      const own: readonly CodecSegment[] = codec?.segments ?? []
      const first = segments.length
      for (const segment of own) {
        segments.push({ kind: segment.kind, offset: width, width: segment.width })
        width += segment.width
      }
      return { field, name, first, count: own.length }
    })
    this.#fields = fields
    this.segments = segments
    this.width = width
  }

  /**
   * Fits a codec to each column.
   * Throws ColumnCountError, ColumnKindError, and, where options.dataFree, UndeclaredDomainError.
   */
  static fit(table: Table, schema: Schema, options: Partial<EncoderOptions> = {}): Encoder {
    return finished(Encoder.fitting(table, schema, options))
  }

  /** The same column by column. `onProgress` hears how much is done, 0 to 1. */
  static fitting(
    table: Table,
    schema: Schema,
    options: Partial<EncoderOptions> = {},
    onProgress?: (done: number) => void,
  ): Work<Encoder> {
    const all = { ...defaultOptions, ...options }
    return Encoder.#fitting(table, schema, false, (column, field) => fitCodec(column, field, all), onProgress)
  }

  /**
   * Fits by what the releases tell of the columns, which were planned for this schema (planLooks). What is neither declared
   * nor paid for is read off the data. Throws ColumnCountError, ColumnKindError.
   */
  static fitPrivately(
    table: Table,
    schema: Schema,
    releases: Releases,
    options: Partial<EncoderOptions> = {},
  ): Encoder {
    return finished(Encoder.fittingPrivately(table, schema, releases, options))
  }

  /** The same column by column. `onProgress` hears how much is done, 0 to 1. */
  static fittingPrivately(
    table: Table,
    schema: Schema,
    releases: Releases,
    options: Partial<EncoderOptions> = {},
    onProgress?: (done: number) => void,
  ): Work<Encoder> {
    const all = { ...defaultOptions, ...options }
    return Encoder.#fitting(
      table,
      schema,
      true,
      (column, field) => fitCodecPrivately(column, field, all, releases),
      onProgress,
    )
  }

  static *#fitting(
    table: Table,
    schema: Schema,
    privately: boolean,
    codecFor: (column: Column, field: Field) => AnyCodec | null,
    onProgress?: (done: number) => void,
  ): Work<Encoder> {
    if (table.columns.length !== schema.fields.length)
      throw new ColumnCountError(schema.fields.length, table.columns.length)
    const construction = construct(schema, privately)?.construction ?? null
    const { fields } = construction === null ? schema : learntSchema(schema, construction)
    const { columns } = construction === null ? table : takeApart(table, construction)
    const fitted: EncodedField[] = []
    for (const [i, field] of fields.entries()) {
      fitted.push({ name: field.name, type: field.type, codec: codecFor(columns[i], field) })
      onProgress?.((i + 1) / fields.length)
      yield
    }
    return new Encoder(fitted, construction)
  }

  /** Throws EncoderStateError where `json` is not what toJSON gave. */
  static fromJSON(json: unknown): Encoder {
    const result = v.safeParse(encoderState, json)
    if (!result.success) {
      const issue = result.issues[0]
      throw new EncoderStateError(v.getDotPath(issue) ?? '', issue.message)
    }
    const { fields, construction = null } = result.output
    if (construction !== null && partsOf(construction).length !== fields.length)
      throw new EncoderStateError('construction', 'it does not belong to the fields')
    const restored = fields.map((field) => ({ ...field, codec: field.codec && restoreCodec(field.codec) }))
    return new Encoder(restored, construction)
  }

  toJSON(): EncoderState {
    const fields = this.#fields.map(({ name, type, codec }) => ({ name, type, codec: codec?.toJSON() ?? null }))
    return { version: 1, fields, ...(this.#construction && { construction: this.#construction }) }
  }

  layout(): readonly FieldLayout[] {
    return this.#layout
  }

  /**
   * Figures, one a segment, summed by the fields of the table; `null`: nothing of the field is learnt. What is learnt of several
   * fields as one word counts for each of them alike, and what is learnt in another form (a distance) for the field that it makes.
   */
  byField(figures: ArrayLike<number>): (number | null)[] {
    const parts = this.#layout.map(({ first, count }) => {
      let sum = 0
      for (let segment = first; segment < first + count; segment++) sum += figures[segment]
      return count === 0 ? null : sum
    })
    const construction = this.#construction
    if (construction === null) return parts
    const fields = construction.columns.map((): number | null => null)
    partsOf(construction).forEach((part, i) => {
      const sum = parts[i]
      const columns = columnsBy(part, construction)
      if (sum !== null) for (const column of columns) fields[column] = (fields[column] ?? 0) + sum / columns.length
    })
    return fields
  }

  /** How often each option of each choice segment occurs, in their order; `null`: not known (a shape that was declared). */
  shares(): (Float64Array | null)[] {
    return this.#fields.flatMap(({ codec }) => codec?.shares() ?? [])
  }

  /** Fields of which only the frequent words are told, as privacy has it, with the word for all others and its share. */
  untold(): { readonly name: string; readonly word: string; readonly share: number }[] {
    return this.#fields.flatMap(({ name, codec }) => {
      const untold = codec instanceof CategoryCodec ? codec.untold() : null
      return untold === null ? [] : [{ name, ...untold }]
    })
  }

  /**
   * The schema as far as the encoder knows it: its domains, and nothing of what reading the file found out besides. What may
   * be published of a private run.
   */
  knownSchema(schema: Schema): Schema {
    const open: FieldDomain = { kind: 'open' }
    const known = this.#fields.map(({ codec }) => codec?.domain() ?? open)
    const domains = this.#construction === null ? known : domainsTogether(known, this.#construction)
    return {
      ...schema,
      fields: schema.fields.map(({ personal: _, ...field }, i) => ({
        ...field,
        domain: domains[i],
        confidence: 1,
        reason: { key: 'chosen' },
      })),
    }
  }

  /** Any table with the columns of the one that was fitted. `random` places values that share a range of levels. */
  encode(table: Table, random: Uniforms): Matrix {
    return finished(this.encoding(table, random))
  }

  /** The same column by column. `onProgress` hears how much is done, 0 to 1. */
  *encoding(table: Table, random: Uniforms, onProgress?: (done: number) => void): Work<Matrix> {
    const count = this.#construction?.columns.length ?? this.#fields.length
    if (table.columns.length !== count) throw new ColumnCountError(count, table.columns.length)
    const parts = this.#construction === null ? table : takeApart(table, this.#construction)
    const columns: Matrix['columns'][number][] = []
    for (const [i, { codec }] of this.#fields.entries()) {
      columns.push(...(codec?.encode(parts.columns[i], random) ?? []))
      onProgress?.((i + 1) / this.#fields.length)
      yield
    }
    return { rows: table.rows, width: this.width, segments: this.segments, columns }
  }

  /**
   * A table from `values` [rows, width], row-major: every cell valid, whatever the numbers. A table decoded in pieces
   * gives each piece the count of rows before it as `firstRow`; fields left out come back with all cells missing.
   */
  decode(values: Float32Array, rows: number, random: Random, firstRow = 0): Table {
    // Without made-up people nothing is drawn for them, so that a table without any stays as it was.
    const decoding = {
      random,
      firstRow,
      cast: new Cast(this.#locales.length > 0 ? random.integer(2 ** 32) : 0, firstRow),
    }
    const columns = this.#fields.map(({ type, codec }, i): Column => {
      if (codec === null) return emptyColumn(type, rows)
      const offset = this.segments[this.#layout[i].first]?.offset ?? 0
      return codec.decode(values, rows, this.width, offset, decoding)
    })
    return this.#together({ rows, columns }, random)
  }

  /** Loads the names that made-up people get. To be awaited before decoding, and in a page while there is a network. */
  async ready(): Promise<void> {
    await loadLists(this.#locales)
  }

  get #locales(): FakeCodec['locale'][] {
    return this.#fields.flatMap(({ codec }) => (codec instanceof FakeCodec ? [codec.locale] : []))
  }

  /** Noise to compare with: every field independent and uniform over its domain. */
  independentUniform(rows: number, random: Random): Table {
    const parts = this.#construction === null ? [] : partsOf(this.#construction)
    const columns = this.#fields.map(({ type, codec }, i) =>
      parts[i]?.kind === 'place' ? anyPlaces(rows, random) : (codec?.uniform(rows, random) ?? emptyColumn(type, rows)),
    )
    return this.#together({ rows, columns }, random)
  }

  /** The table with what it lacks taken from the same rows of `made`, so that constraints kept by construction hold between both. */
  completed(table: Table, made: Table, random: Random): Table {
    return this.#construction === null ? made : completed(table, made, this.#construction, random)
  }

  #together(parts: Table, random: Random): Table {
    return this.#construction === null ? parts : putTogether(parts, this.#construction, random)
  }
}
