// The look: Mantine's theme with one accent, system fonts, and text colours that pass WCAG AA on both grounds.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const iris: MantineColorsTuple = [
  '#f2f2fe',
  '#e4e4fb',
  '#c8c8f4',
  '#a9a9ee',
  '#8d8ee6',
  '#7374dd',
  '#5a5bd0',
  '#4a4bbd',
  '#3e3fa3',
  '#323384',
]

/** Greys with a little blue, so that fields and lines sit with the page's ground. */
const dark: MantineColorsTuple = [
  '#c9cbd2',
  '#b3b6bf',
  '#8f939e',
  '#6a6e79',
  '#3a3d47',
  '#30323b',
  '#23252d',
  '#191a20',
  '#131419',
  '#0e0f13',
]

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 6 },
  colors: { iris, dark },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace',
  headings: { fontWeight: '620' },
})

/** `--studio-*`: what Mantine has no name for. Real data is neutral, synthetic data wears the accent, everywhere. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#fafafb',
    '--mantine-color-text': '#1c1d22',
    '--mantine-color-dimmed': '#5d626c',
    '--mantine-color-placeholder': '#6d727c',
    '--mantine-color-error': '#c92a2a',
    '--studio-card': '#ffffff',
    '--studio-line': '#e6e7eb',
    '--studio-soft': '#f4f4f7',
    '--studio-accent': '#5a5bd0',
    '--studio-accent-text': '#4a4bbd',
    '--studio-accent-soft': '#f2f2fe',
    '--studio-real': '#a3a9b5',
    '--studio-synthetic': '#6a6bdb',
    '--studio-generator': '#d9480f',
    '--studio-safe': '#0b6b4f',
    '--studio-safe-soft': '#e8f6f0',
    '--studio-caution-soft': '#fdf6e3',
    '--studio-error-soft': '#fdeeee',
    '--studio-shadow': '0 1px 2px rgb(20 22 40 / 4%), 0 8px 24px -16px rgb(20 22 40 / 12%)',
  },
  dark: {
    '--mantine-color-body': '#111216',
    '--mantine-color-text': '#e3e4e8',
    '--mantine-color-dimmed': '#9da2ad',
    '--mantine-color-placeholder': '#8b909b',
    '--mantine-color-error': '#ff8787',
    '--studio-card': '#191a20',
    '--studio-line': '#2b2d35',
    '--studio-soft': '#202128',
    '--studio-accent': '#8d8ee6',
    '--studio-accent-text': '#a9a9ee',
    '--studio-accent-soft': '#23243a',
    '--studio-real': '#6d7380',
    '--studio-synthetic': '#9293f0',
    '--studio-generator': '#ff922b',
    '--studio-safe': '#63d3a8',
    '--studio-safe-soft': '#15302a',
    '--studio-caution-soft': '#2b2718',
    '--studio-error-soft': '#331e20',
    '--studio-shadow': 'none',
  },
})
