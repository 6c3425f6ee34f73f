// A latitude and the longitude that it is learnt together with as one place: joined and split by hand.
import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field } from '../../worker/protocol.ts'
import { changeField } from '../store/journey.ts'
import styles from '../studio.module.css'

/** Two fields that are learnt as one place. */
interface Pair {
  readonly latitude: string
  readonly longitude: string
}

/** The place that a field is part of; null: none. */
function pairOf({ name, longitude }: Field, fields: readonly Field[]): Pair | null {
  if (longitude !== undefined) return { latitude: name, longitude }
  const other = fields.find((field) => field.longitude === name)
  return other === undefined ? null : { latitude: other.name, longitude: name }
}

/** The name of the other field of the place that a field is part of; null: it is part of none. */
export function partnerOf(field: Field, fields: readonly Field[]): string | null {
  const pair = pairOf(field, fields)
  const partner = pair && (pair.latitude === field.name ? pair.longitude : pair.latitude)
  const isLearnt = ({ role, type, treatment }: Field) =>
    role === 'model' && (type === 'real' || type === 'integer') && treatment === undefined
  const both = [field, fields.find(({ name }) => name === partner)]
  return both.every((each) => each !== undefined && isLearnt(each)) ? partner : null
}

/** True where all values of a field may be degrees. Whole ones tell no place that anyone would ask about here. */
function isDegrees({ type, treatment, domain }: Field, most: number): boolean {
  if (type !== 'real' || treatment !== undefined || domain.kind !== 'range') return false
  return domain.minimum >= -most && domain.maximum <= most
}

interface FieldPlaceProps {
  readonly index: number
  readonly fields: readonly Field[]
  readonly disabled: boolean
}

/** Nothing where the field is part of no place and could be the latitude of none. */
export function FieldPlace({ index, fields, disabled }: FieldPlaceProps) {
  const { t } = useTranslation()
  const hintId = useId()
  const field = fields[index]
  const pair = pairOf(field, fields)
  const others = fields.filter(
    (other) => other !== field && isDegrees(other, 180) && other.role === 'model' && pairOf(other, fields) === null,
  )
  if (pair === null && (!isDegrees(field, 90) || others.length === 0)) return null
  const latitude = pair === null ? index : fields.findIndex(({ name }) => name === pair.latitude)
  return (
    <Stack gap={8} align="flex-start">
      <div>
        <Text size="sm" fw={550}>
          {t('place.title')}
        </Text>
        <Text size="sm" className={styles.hint} id={hintId}>
          {pair === null ? t('place.hint') : t('place.joined', { ...pair })}
        </Text>
      </div>
      {pair === null ? (
        <NativeSelect
          size="xs"
          label={t('place.longitude')}
          aria-describedby={hintId}
          value=""
          disabled={disabled}
          data={[{ value: '', label: t('place.none') }, ...others.map(({ name }) => name)]}
          onChange={(event) => void changeField({ index, longitude: event.currentTarget.value })}
        />
      ) : (
        <Group>
          <Button
            size="xs"
            variant="default"
            disabled={disabled}
            onClick={() => void changeField({ index: latitude, longitude: null })}
          >
            {t('place.split')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
