// The mark on every chart and score that looks at real rows without paying for it.
import { useTranslation } from 'react-i18next'
import figureStyles from '../figures.module.css'
import { Icon } from './icons.tsx'

export function NotCovered() {
  const { t } = useTranslation()
  return (
    <span className={figureStyles.notCovered}>
      <Icon name="lock" size={13} />
      {t('privacy.notCovered')}
    </span>
  )
}
