// A walk through the latent space: a slider, and the rows on the way, with what changes from one to the next.
import { Button, Group, NativeSelect, Slider, Stack, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, Walk } from '../../worker/protocol.ts'
import { ScrollRegion } from '../components/scroll-region.tsx'
import figureStyles from '../figures.module.css'
import interpretStyles from '../interpret.module.css'
import { useData } from '../store/data.ts'
import { useResult, walk as walkOn } from '../store/result.ts'
import styles from '../studio.module.css'
import { formatNames } from '../texts/format.ts'
import { TaskFailure } from './working.tsx'

/** Rows that are shown before and after the one that the slider stands at. */
const around = 5

/** Changes that are told one by one. */
const mostNamed = 6

/** More columns than this show nothing new on a walk: those that change come first. */
const mostColumns = 40

export function WalkPanel() {
  const { t } = useTranslation()
  const { walk, task } = useResult()
  const fields = useData((data) => data.inspection?.schema.fields ?? data.model?.schema.fields) ?? []
  return (
    <Stack component="section" aria-label={t('walk.title')} className={styles.panel} gap={16}>
      <div>
        <Text fw={600} component="h3">
          {t('walk.title')}
        </Text>
        <Text className={styles.hint} size="sm">
          {t('walk.hint')}
        </Text>
      </div>
      <TaskFailure of={['walk']} />
      {walk ? (
        <Way walk={walk} fields={fields} busy={task !== null} />
      ) : (
        <div>
          <Button
            variant="default"
            disabled={task !== null}
            loading={task === 'walk'}
            onClick={() => void walkOn({ seed: 1, direction: null })}
          >
            {t('walk.start')}
          </Button>
        </div>
      )}
    </Stack>
  )
}

interface WayProps {
  readonly walk: Walk
  readonly fields: readonly Field[]
  readonly busy: boolean
}

function Way({ walk, fields, busy }: WayProps) {
  const { t } = useTranslation()
  const { seed, direction, directions, rows } = walk
  const last = rows.length - 1
  const [here, setHere] = useState(Math.floor(last / 2))
  const changes = useMemo(() => changesOf(rows), [rows])
  const columns = useMemo(() => columnsOf(changes, fields), [changes, fields])
  const changed = columns.filter((index) => changes[here][index])
  const place = t('walk.place', { place: here + 1, places: rows.length })
  const named = changed.slice(0, mostNamed).map((index) => {
    const [before, after] = [rows[here - 1], rows[here]].map(({ cells }) => cells[index] || t('walk.missing'))
    return t('walk.change', { name: fields[index].name, before, after })
  })
  const more = changed.length - named.length
  const said =
    here === 0
      ? t('walk.begins')
      : changed.length === 0
        ? t('walk.still')
        : t('walk.changed', {
            changes: [...named, ...(more > 0 ? [t('app.more', { entries: more })] : [])].join(t('walk.and')),
          })
  const ways = directions.map((changing, i) => ({
    value: String(i),
    label: t('walk.direction', {
      number: i + 1,
      fields: formatNames(changing.map((index) => fields[index]?.name ?? '')),
    }),
  }))
  return (
    <Stack gap={14}>
      <Group gap={12} align="flex-end">
        <NativeSelect
          label={t('walk.way')}
          flex="1 1 220px"
          maw={420}
          disabled={busy}
          value={direction === null ? '' : String(direction)}
          data={[{ value: '', label: t('walk.between') }, ...ways]}
          onChange={(event) => {
            const { value } = event.currentTarget
            void walkOn({ seed, direction: value === '' ? null : Number(value) })
          }}
        />
        <Button variant="default" disabled={busy} onClick={() => void walkOn({ seed: seed + 1, direction })}>
          {t('walk.others')}
        </Button>
        <Text size="sm" className={styles.hint} pb={8}>
          {t('walk.seed', { seed })}
        </Text>
      </Group>
      <div>
        <Slider
          min={0}
          max={last}
          value={here}
          onChange={setHere}
          label={null}
          thumbLabel={t('walk.slider')}
          thumbValueText={`${place} ${said}`}
          thumbSize={22}
          mb={8}
        />
        <div className={interpretStyles.ends} aria-hidden="true">
          <span>{t(direction === null ? 'walk.first' : 'walk.below')}</span>
          <span>{t(direction === null ? 'walk.second' : 'walk.above')}</span>
        </div>
      </div>
      <Text size="sm" style={{ minHeight: '3em' }} data-walk-changes>
        <b>{place}</b> {said}
      </Text>
      <Rows walk={walk} fields={fields} columns={columns} changes={changes} here={here} />
      {rows.some(({ kept }) => !kept) && (
        <Text size="sm" className={styles.hint}>
          {t('walk.broken')}
        </Text>
      )}
    </Stack>
  )
}

interface RowsProps extends Pick<WayProps, 'walk' | 'fields'> {
  readonly columns: readonly number[]
  readonly changes: Changes
  readonly here: number
}

function Rows({ walk: { rows }, fields, columns, changes, here }: RowsProps) {
  const { t } = useTranslation()
  const shown = columns.slice(0, mostColumns)
  const isNumber = (index: number) => fields[index].type === 'integer' || fields[index].type === 'real'
  // As many rows everywhere, so that nothing below moves.
  const from = Math.max(0, Math.min(here - around, rows.length - 2 * around - 1))
  const window = rows.slice(from, from + 2 * around + 1)
  return (
    <>
      <ScrollRegion className={figureStyles.scroll} label={t('walk.rows')}>
        <table className={interpretStyles.walk}>
          <thead>
            <tr>
              <th scope="col">{t('walk.step')}</th>
              {shown.map((index) => (
                <th key={index} scope="col" data-number={isNumber(index) || undefined} title={fields[index].name}>
                  {fields[index].name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {window.map(({ cells, kept }, i) => {
              const row = from + i
              return (
                <tr
                  key={row}
                  className={row === here ? interpretStyles.here : undefined}
                  data-broken={kept ? undefined : true}
                  aria-current={row === here || undefined}
                >
                  <th scope="row">{row + 1}</th>
                  {shown.map((index) => (
                    <td
                      key={index}
                      data-number={isNumber(index) || undefined}
                      data-changed={changes[row][index] || undefined}
                      title={cells[index]}
                    >
                      {cells[index]}
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollRegion>
      {columns.length > mostColumns && (
        <Text size="sm" className={styles.hint}>
          {t('walk.moreColumns', { shown: mostColumns, columns: columns.length })}
        </Text>
      )}
    </>
  )
}

/** Of each row, whether each cell differs from that of the row before. */
type Changes = readonly (readonly boolean[])[]

function changesOf(rows: Walk['rows']): Changes {
  return rows.map(({ cells }, row) => cells.map((cell, index) => row > 0 && cell !== rows[row - 1].cells[index]))
}

/** Fields that are learnt, those that change most often on the way first. */
function columnsOf(changes: Changes, fields: readonly Field[]): number[] {
  const kept = fields.flatMap(({ role }, index) => (role === 'omit' ? [] : [index]))
  const counts = new Map(kept.map((index) => [index, changes.filter((row) => row[index]).length]))
  return kept.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
}
