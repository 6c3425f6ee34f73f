// The first rows of a table, as the file writes them.
import { useTranslation } from 'react-i18next'
import figureStyles from '../figures.module.css'
import styles from '../studio.module.css'
import { ScrollRegion } from './scroll-region.tsx'

/** More columns than this make a page slow and show nothing new. */
const mostColumns = 60

interface PreviewTableProps {
  readonly label: string
  readonly names: readonly string[]
  /** Whether a column's values stand right, as numbers do. */
  readonly numeric: readonly boolean[]
  readonly rows: readonly (readonly string[])[]
  readonly most: number
}

export function PreviewTable({ label, names, numeric, rows, most }: PreviewTableProps) {
  const { t } = useTranslation()
  const shown = names.slice(0, mostColumns)
  return (
    <>
      <ScrollRegion className={figureStyles.scroll} {...(most > 10 ? { style: { maxHeight: 360 } } : {})} label={label}>
        <table className={figureStyles.table}>
          <thead>
            <tr>
              {shown.map((name, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns never move, and names may repeat
                <th key={column} scope="col" data-number={numeric[column] || undefined} title={name}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
              <tr key={index}>
                {shown.map((_, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                  <td key={column} data-number={numeric[column] || undefined} title={clip(row[column], 300)}>
                    {clip(row[column], 80)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {names.length > mostColumns && (
        <p className={styles.hint}>{t('data.previewMoreColumns', { shown: mostColumns, columns: names.length })}</p>
      )}
    </>
  )
}

function clip(text: string | undefined, most: number): string {
  if (text === undefined) return ''
  return text.length > most ? `${text.slice(0, most)}…` : text
}
