// Planner: from a recorded step to a plan.
import { compose, OpenSlot, variableSlot } from './compose.ts'
import { fuse } from './fuse.ts'
import type { Held } from './held.ts'
import type { Launch, MapPart } from './launch.ts'
import type { Recording } from './operation.ts'
import { aligned, canReplace, copyPart, placeWork } from './place.ts'
import type { PlacedFeed, Plan } from './plan.ts'
import { schedule } from './schedule.ts'

const feedRegion = { id: -1, length: 0, region: 'feed' } as const

/** `hold` keeps a constant among the variables for as long as the program lives. */
export function plan(recording: Recording, hold: (values: Float32Array, rows: number, columns: number) => Held): Plan {
  const fusion = fuse(recording)
  const { parts, needs, heldSlots, feedSlots, workSlots, homes } = compose(fusion, hold)
  const kinds = parts.map(({ kind }) => kind)
  const launches: Launch[] = schedule(kinds, needs).map((group) => ({ parts: group.map((at) => parts[at]) }))

  const copies: MapPart[] = []
  for (const { held, from } of recording.assignments) {
    const home = homes.get(from)
    if (!home) throw new Error(`${held.name} is assigned what the program does not compute`)
    const { slot } = home
    const place = heldSlots.get(held) ?? variableSlot(held)
    const alone = slot instanceof OpenSlot && slot.region === 'work' && slot.length === held.length
    if (alone && canReplace(launches, slot, heldSlots.get(held))) slot.moveTo(place)
    else copies.push(copyPart(home, from.rows, from.columns, place))
  }
  if (copies.length > 0) launches.push({ parts: copies })

  const slotOf = new Map([...feedSlots].map(([{ what }, slot]) => ['feed' in what ? what.feed : null, slot]))
  let feedWords = 0
  const feeds = recording.feeds.map((feed, i): PlacedFeed => {
    const offset = feedWords
    feedWords += aligned(feed.words)
    // A feed that nothing depends on has no slot.
    slotOf.get(feed)?.moveTo({ ...feedRegion, label: `${feed.label}${i + 1}`, offset })
    return { feed, offset }
  })
  return { name: recording.name, launches, feeds, feedWords, workFloats: placeWork(launches, workSlots) }
}
