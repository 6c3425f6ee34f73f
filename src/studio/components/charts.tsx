// The live curves. The only file that knows Recharts; it is loaded after the first paint (charts-lazy.tsx).
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { formatCount, formatFigure } from '../texts/format.ts'

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

/** At most 500 points and no animation: a frame then costs no more than an idle one. */
export default function CurveChart({ points, curves, ceiling, height }: CurveChartProps) {
  return (
    <div aria-hidden="true">
      <ResponsiveContainer width="100%" height={height}>
        <LineChart
          data={points as Record<string, number>[]}
          margin={{ top: 8, right: 12, bottom: 0, left: -8 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--studio-line)" vertical={false} />
          <XAxis
            dataKey="x"
            type="number"
            domain={[0, 'dataMax']}
            tick={tick}
            tickLine={false}
            axisLine={{ stroke: 'var(--studio-line)' }}
            tickFormatter={formatCount}
            minTickGap={48}
            allowDecimals={false}
          />
          <YAxis
            tick={tick}
            tickLine={false}
            axisLine={false}
            tickFormatter={formatFigure}
            width={52}
            domain={ceiling === undefined ? ['auto', 'auto'] : [0, ceiling * 1.1]}
            {...(ceiling === undefined ? {} : { ticks: [0, ceiling / 2, ceiling] })}
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
}
