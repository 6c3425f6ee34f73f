// Fields: what each column is taken for, and every way to correct it.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Inspection } from '../../worker/protocol.ts'
import { NotCovered } from '../components/not-covered.tsx'
import { Notice } from '../components/notice.tsx'
import { PreviewTable } from '../components/preview-table.tsx'
import { ScrollRegion } from '../components/scroll-region.tsx'
import fieldStyles from '../fields.module.css'
import { useData } from '../store/data.ts'
import { go } from '../store/journey.ts'
import { useRecipe } from '../store/recipe.ts'
import { isBusy, useRun } from '../store/run.ts'
import styles from '../studio.module.css'
import { sayReason } from '../texts/say.ts'
import { ConstraintsPanel } from './constraints.tsx'
import { partnerOf } from './field-place.tsx'
import { FieldRow } from './field-row.tsx'

/** Beyond this many rows only those in view are built. */
const virtualFrom = 60

export function FieldsPanel() {
  const inspection = useData((data) => data.inspection)
  return inspection && <Fields inspection={inspection} />
}

function Fields({ inspection }: { readonly inspection: Inspection }) {
  const { t } = useTranslation()
  const busy = useRun(isBusy)
  const guarded = useRecipe((state) => state.guarded)
  const trained = useRun((run) => run.status === 'finished')
  const [query, setQuery] = useState('')
  const wanted = useDeferredValue(query.trim().toLowerCase())
  const { fields } = inspection.schema
  const indices = fields.flatMap((field, index) => (field.name.toLowerCase().includes(wanted) ? [index] : []))
  const included = fields.some((field) => field.role === 'model')
  return (
    <Stack gap={16}>
      {busy && <Notice tone="info">{t('fields.busy')}</Notice>}
      {trained && <Notice tone="info">{t('fields.trainedAlready')}</Notice>}
      {fields.length > 12 && (
        <TextInput
          label={t('fields.find')}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          maw={320}
        />
      )}
      {guarded && <NotCovered />}
      {inspection.warnings
        .filter(({ key }) => key === 'personalLearnt' || key === 'personalTreated')
        .map((warning) => (
          <Notice key={warning.key} tone={warning.key === 'personalLearnt' ? 'caution' : 'info'}>
            {sayReason(warning)}
          </Notice>
        ))}
      <div className={fieldStyles.fieldList}>
        <div className={fieldStyles.fieldHead} aria-hidden="true">
          <span />
          <span>{t('fields.field')}</span>
          <span>{t('fields.type')}</span>
          <span>{t('fields.values')}</span>
          <span style={{ textAlign: 'right' }}>{t('fields.missing')}</span>
          <span style={{ textAlign: 'right' }}>{t('fields.distinct')}</span>
          <span />
        </div>
        {indices.length > virtualFrom ? (
          <VirtualFields inspection={inspection} indices={indices} disabled={busy} />
        ) : (
          <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
            {indices.map((index) => (
              <li
                key={index}
                className={fieldStyles.fieldBox}
                data-omitted={fields[index].role === 'omit' || undefined}
              >
                <FieldRow
                  index={index}
                  field={fields[index]}
                  profile={inspection.profiles[index]}
                  rows={inspection.rows}
                  partner={partnerOf(fields[index], fields)}
                  disabled={busy}
                />
              </li>
            ))}
          </ul>
        )}
        {indices.length === 0 && (
          <Text p={16} className={styles.hint}>
            {t('fields.noneFound')}
          </Text>
        )}
      </div>
      <ConstraintsPanel inspection={inspection} disabled={busy} />
      <details className={styles.details}>
        <summary>{t('data.preview')}</summary>
        <div style={{ marginTop: 12 }}>
          <PreviewTable
            label={t('data.preview')}
            names={fields.map((field) => field.name)}
            numeric={fields.map((field) => field.type === 'integer' || field.type === 'real')}
            rows={inspection.preview}
            most={20}
          />
        </div>
      </details>
      {!included && <Notice tone="caution">{t('fields.noneIncluded')}</Notice>}
      <Group justify="flex-end">
        <Button onClick={() => go('train')} disabled={!included || busy}>
          {t('sections.continue')}
        </Button>
      </Group>
    </Stack>
  )
}

interface VirtualFieldsProps {
  readonly inspection: Inspection
  readonly indices: readonly number[]
  readonly disabled: boolean
}

function VirtualFields({ inspection, indices, disabled }: VirtualFieldsProps) {
  const { t } = useTranslation()
  const scroll = useRef<HTMLElement>(null)
  const { fields } = inspection.schema
  const virtualizer = useVirtualizer({
    count: indices.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 76,
    getItemKey: (position) => indices[position],
    overscan: 6,
  })
  return (
    <ScrollRegion ref={scroll} className={fieldStyles.fieldScroll} label={t('sections.fields')}>
      <ul
        style={{ listStyle: 'none', margin: 0, padding: 0, position: 'relative', height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map((item) => {
          const index = indices[item.index]
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={fieldStyles.fieldBox}
              data-omitted={fields[index].role === 'omit' || undefined}
              aria-setsize={indices.length}
              aria-posinset={item.index + 1}
              style={{ position: 'absolute', insetInline: 0, top: 0, transform: `translateY(${item.start}px)` }}
            >
              <FieldRow
                index={index}
                field={fields[index]}
                profile={inspection.profiles[index]}
                rows={inspection.rows}
                partner={partnerOf(fields[index], fields)}
                disabled={disabled}
              />
            </li>
          )
        })}
      </ul>
    </ScrollRegion>
  )
}
