// The live curves. The only file that knows Recharts; it is loaded after the first paint (charts-lazy.tsx).
import { memo } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { formatCount, formatFigure } from '../texts/format.ts'
import { roundTicks } from './ticks.ts'

export interface Curve {
  readonly name: string
  readonly colour: string
  /** SVG dash pattern, so that curves differ without colour. */
  readonly dash?: string
}

interface CurveChartProps {
  readonly points: readonly Record<string, number>[]
  readonly curves: readonly Curve[]
  /** A level that must not be passed. */
  readonly ceiling?: number
  readonly height: number
}

const tick = { fontSize: 12, fill: 'var(--mantine-color-dimmed)' }

const columns = 5
const rows = 5

/** Few points, no animation and no measuring of texts: drawing stays a matter of milliseconds. */
export default memo(function CurveChart({ points, curves, ceiling, height }: CurveChartProps) {
  const values = points.flatMap((point) => curves.map(({ name }) => point[name]))
  const low = ceiling === undefined ? Math.min(...values) : 0
  const high = ceiling === undefined ? Math.max(...values) : ceiling * 1.08
  const margin = (high - low || 1) * (ceiling === undefined ? 0.05 : 0)
  const last = points[points.length - 1].x
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={height}>
        <LineChart
          data={points as Record<string, number>[]}
          margin={{ top: 8, right: 16, bottom: 0, left: -8 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--studio-line)" vertical={false} />
          <XAxis
            dataKey="x"
            type="number"
            domain={[0, last]}
            ticks={roundTicks(0, last, columns)}
            interval={0}
            tick={tick}
            tickLine={false}
            axisLine={{ stroke: 'var(--studio-line)' }}
            tickFormatter={formatCount}
          />
          <YAxis
            domain={[low - margin, high + margin]}
            ticks={ceiling === undefined ? roundTicks(low - margin, high + margin, rows) : [0, ceiling / 2, ceiling]}
            interval={0}
            tick={tick}
            tickLine={false}
            axisLine={false}
            tickFormatter={formatFigure}
            width={52}
          />
          {ceiling !== undefined && (
            <ReferenceLine y={ceiling} stroke="var(--mantine-color-error)" strokeDasharray="5 4" strokeWidth={1.5} />
          )}
          {curves.map(({ name, colour, dash }) => (
            <Line
              key={name}
              dataKey={name}
              stroke={colour}
              strokeWidth={1.75}
              {...(dash ? { strokeDasharray: dash } : {})}
              dot={false}
              activeDot={false}
              isAnimationActive={false}
              type="linear"
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
})
