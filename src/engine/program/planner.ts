// Planner: from a recorded step to a plan.
import { compose, OpenSlot, variableSlot } from './compose.ts'
import { fuse } from './fuse.ts'
import type { Held } from './held.ts'
import type { Launch, MapPart } from './launch.ts'
import type { Recording } from './operation.ts'
import { aligned, canReplace, copyPart, placeWork } from './place.ts'
import type { PlacedFeed, Plan } from './plan.ts'
import { schedule } from './schedule.ts'

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

  let feedWords = 0
  const feeds: PlacedFeed[] = []
  for (const feed of recording.feeds) {
    const [, slot] = [...feedSlots].find(([{ what }]) => 'feed' in what && what.feed === feed) ?? []
    if (!slot) throw new Error('a feed has no slot')
    slot.offset = feedWords
    feeds.push({ feed, offset: feedWords })
    feedWords += aligned(feed.words)
  }
  return { name: recording.name, launches, feeds, feedWords, workFloats: placeWork(launches, workSlots) }
}
