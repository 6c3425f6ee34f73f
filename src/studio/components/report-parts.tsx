// The parts of a report: its verdict, and each section folded under its heading.
import { useTranslation } from 'react-i18next'
import { sectionsOf } from '../../report/sections.ts'
import { reportStyle } from '../../report/style.ts'
import { verdictElement } from '../../report/verdict.ts'
import { voiceOf } from '../../report/words.ts'
import type { Evaluation } from '../../worker/protocol.ts'
import reportStyles from '../report.module.css'
import { draw } from './drawn.tsx'
import { NotCovered } from './not-covered.tsx'

/** Shown by the studio in panels of its own. */
const elsewhere = new Set(['constraints', 'marginals'])

interface ReportPartsProps {
  readonly report: Evaluation
  readonly guarded: boolean
}

export function ReportVerdict({ report }: { readonly report: Evaluation }) {
  const voice = useVoice()
  return (
    <div className={`report ${reportStyles.colours}`}>
      <style>{reportStyle}</style>
      {draw(verdictElement(report.verdict, voice))}
    </div>
  )
}

export function ReportSections({ report, guarded }: ReportPartsProps) {
  const voice = useVoice()
  return (
    <div className={`report ${reportStyles.colours}`}>
      {sectionsOf(report, voice)
        .filter(({ id }) => !elsewhere.has(id))
        .map(({ id, title, hint, body }) => (
          <details key={id} className={reportStyles.part} data-report={id}>
            <summary>{title}</summary>
            <div className={reportStyles.body}>
              <p className="hint">{hint}</p>
              {guarded && <NotCovered />}
              {draw(body)}
            </div>
          </details>
        ))}
    </div>
  )
}

function useVoice() {
  const { i18n } = useTranslation()
  return voiceOf(i18n.language === 'zh' ? 'zh' : 'en')
}
