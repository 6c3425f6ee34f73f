// Starts the page.
import '@mantine/core/styles.layer.css'
import { MantineProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { Boundary } from './components/boundary.tsx'
import { prefetchCharts } from './components/charts-lazy.tsx'
import { prefetchInterpretation } from './components/interpret-lazy.tsx'
import { prefetchReport } from './components/report-lazy.tsx'
import { start } from './store/connection.ts'
import { startTexts } from './texts/i18n.ts'
import { cssVariables, theme } from './theme.ts'

startTexts()
void start()
prefetchCharts()
prefetchReport()
prefetchInterpretation()

const root = document.getElementById('root')
if (!root) throw new Error('The page lacks its #root element.')

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Boundary>
        <App />
      </Boundary>
    </MantineProvider>
  </StrictMode>,
)
