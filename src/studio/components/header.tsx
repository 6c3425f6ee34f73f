// The top of the page: the name, the promise of locality with its proof, language and colours.
import {
  ActionIcon,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from '../studio.module.css'
import { type Language, languages, setLanguage } from '../texts/i18n.ts'
import { Icon, Logo } from './icons.tsx'

export function Header() {
  return (
    <header className={styles.header}>
      <h1 className={styles.brand}>
        <Logo />
        Understudy
      </h1>
      <div className={styles.headerEnd}>
        <LockBadge />
        <LanguageSwitch />
        <ColourSwitch />
      </div>
    </header>
  )
}

function LockBadge() {
  const { t } = useTranslation()
  return (
    <Popover width={320} position="bottom-end" withArrow shadow="md" trapFocus={false}>
      <Popover.Target>
        <UnstyledButton className={styles.lock}>
          <Icon name="lock" size={15} />
          <span className={styles.lockLong}>{t('lock.badge')}</span>
          <span className={styles.lockShort}>{t('lock.short')}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('lock.title')}>
        <Stack gap={8}>
          <Text fw={600} size="sm">
            {t('lock.title')}
          </Text>
          <Text size="sm">{t('lock.body')}</Text>
          <Text size="sm">{t('lock.proof')}</Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('app.language')}
      value={i18n.language}
      onChange={(code) => void setLanguage(code as Language)}
      data={languages.map(({ code, name }) => ({ value: code, label: name }))}
    />
  )
}

function ColourSwitch() {
  const { t } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={32}
      aria-label={t(other === 'dark' ? 'app.toDark' : 'app.toLight')}
      onClick={() => setColorScheme(other)}
    >
      {scheme === 'dark' ? <Icon name="sun" /> : <Icon name="moon" />}
    </ActionIcon>
  )
}
