// Tables: the audit of what a model learns from that is fitted to tables of pairs: their one release with noise (decision 17).
import type { Matrix } from '../encode/matrix.ts'
import { countPairs, type PairTables, pairSensitivity } from '../models/pairtables.ts'
import type { Recipe } from '../models/recipe.ts'
import type { Look } from '../privacy/ledger.ts'
import { localThread } from '../privacy/thread.ts'
import type { Words } from '../privacy/words.ts'
import { type PrivatePlan, planPrivacy } from '../train/plan.ts'
import { Spending } from '../train/spending.ts'
import { Door, type Mistake, seededWords } from './door.ts'
import { Plane } from './plane.ts'
import { type Conditions, mostEpsilon, type Subject, type Trial, tellingEpsilon } from './trial.ts'

/** Everything but who is a member, which the attacker knows. */
interface World {
  readonly plane: Plane
  readonly recipe: Recipe
  readonly plan: PrivatePlan
  /** A supply of randomness that nobody can repeat. */
  words(): Words
}

interface Variant {
  readonly name: string
  /** What leaves of the members' rows. */
  release(world: World, members: Matrix): Promise<readonly PairTables[]>
  /** A score a canary. */
  attack(world: World, released: readonly PairTables[]): Promise<Float64Array> | Float64Array
}

/**
 * The canaries are the points of a finite plane: each has a cell of its own in the table of every pair of columns, and the
 * noise of all cells is independent. The tables of pairs hold all but 2 parts in p + 2 of what a row moves, so that the
 * attacker, who reads these cells alone, sees nearly all that there is to see. A second or two.
 */
export function tablesSubject(conditions: Conditions): Subject {
  const { privacy, epsilon } = conditions
  const whole = worldOf(conditions)
  const isPlain = privacy.noiseMultiplier === null && epsilon >= tellingEpsilon
  const plain = isPlain
    ? whole
    : worldOf({
        ...conditions,
        epsilon: Math.max(epsilon, tellingEpsilon),
        privacy: { ...privacy, noiseMultiplier: null },
      })
  return {
    name: 'tables',
    canaries: whole.plane.points,
    releases: 1,
    real: trialOf(realVariant, whole),
    broken: brokenVariants.map((variant) => trialOf(variant, plain)),
  }
}

function worldOf({ recipe: given, privacy, epsilon, canaries, randomness }: Conditions): World {
  const plane = new Plane(canaries)
  const target = privacy.noiseMultiplier === null ? epsilon : mostEpsilon
  const recipe = { ...given, privacy: { ...privacy, epsilon: target, rowsPerPerson: 1 } }
  const plan = planPrivacy(recipe, plane.points)
  if (plan === null) throw new TypeError('the recipe has no privacy')
  return { plane, recipe, plan, words: () => randomness.words() }
}

function trialOf({ name, release, attack }: Variant, world: World): Trial {
  const { plane, plan } = world
  return {
    name,
    claim: plan,
    async attack(isMember, tell) {
      const members = plane.matrix(isMember.flatMap((member, canary) => (member ? [canary] : [])))
      const released = await release(world, members)
      await tell(1)
      return attack(world, released)
    },
  }
}

/** The tables as a training gets them, through its own spending. */
async function releaseTables(
  { recipe, plan }: World,
  members: Matrix,
  words: Words,
  mistake?: Mistake,
): Promise<PairTables> {
  const openReleases = (looks: readonly Look[]) => new Door(looks, words, mistake)
  const spending = new Spending(plan, recipe, members, localThread(), null, openReleases)
  try {
    return await spending.tables()
  } finally {
    spending.close()
  }
}

/** Σ of the noisy counts of each canary's own cells. */
function ownCells({ plane, plan }: World, { width, together, deviation }: PairTables): Float64Array {
  // The share of one row, of the public figures: the noise is known in rows and in shares.
  const rows = (plan.training.noiseMultiplier * pairSensitivity(plane.directions)) / deviation
  return Float64Array.from({ length: plane.points }, (_, canary) => {
    const options = Array.from({ length: plane.directions }, (_, c) => c * plane.order + plane.line(canary, c))
    let sum = 0
    options.forEach((option, c) => {
      for (let d = c + 1; d < options.length; d++) sum += together[option * width + options[d]] * rows
    })
    return sum
  })
}

const cellsOf = ({ directions }: Plane) => (directions * (directions - 1)) / 2

/** Normal noise of one deviation on all cells: their sum is all that the likelihood ratio asks for. */
const sumOfCells: Variant['attack'] = (world, released) => {
  const sums = released.map((tables) => ownCells(world, tables))
  const between = (released.length * cellsOf(world.plane)) / 2
  return sums[0].map((_, canary) => sums.reduce((total, sum) => total + sum[canary], 0) - between)
}

const realVariant: Variant = {
  name: 'real',
  release: async (world, members) => [await releaseTables(world, members, world.words())],
  attack: sumOfCells,
}

const mistaken = (name: string, mistake: Mistake): Variant => ({
  ...realVariant,
  name,
  release: async (world, members) => [await releaseTables(world, members, world.words(), mistake)],
})

/** A run begins anew on a fresh device up to so many times. */
const releasesOfRestarts = 4

const brokenVariants: readonly Variant[] = [
  mistaken('half noise', { noise: 1 / 2 }),
  mistaken('one table', { sensitivity: 1 }),
  {
    ...realVariant,
    name: 'new noise',
    async release(world, members) {
      const released: PairTables[] = []
      for (let i = 0; i < releasesOfRestarts; i++) {
        released.push(await releaseTables(world, members, world.words()))
      }
      return released
    },
  },
  {
    name: 'seed reused',
    release: async (world, members) => [await releaseTables(world, members, seededWords(world.recipe.seed))],
    /** Makes the same noise itself, on a table of which it knows the one row, and takes it off. */
    async attack(world, [tables]) {
      const cells = cellsOf(world.plane)
      const known = await releaseTables(world, world.plane.matrix([0]), seededWords(world.recipe.seed))
      const noise = ownCells(world, known)
      noise[0] -= cells
      return ownCells(world, tables).map((sum, canary) => sum - noise[canary] - cells / 2)
    },
  },
  {
    name: 'exact margins',
    async release(world, members) {
      const [tables] = await realVariant.release(world, members)
      return [{ ...tables, alone: countPairs(members).alone }]
    },
    /** All lines through a point hold every other point once, and the point itself as often as there are lines. */
    attack({ plane }, [{ alone }]) {
      const { order, directions } = plane
      const share = (canary: number) => {
        let sum = 0
        for (let c = 0; c < directions; c++) sum += alone[c * order + plane.line(canary, c)]
        return (sum - 1) / order
      }
      const shares = Float64Array.from({ length: plane.points }, (_, canary) => share(canary))
      // A member's is one row's share, another's is none.
      const most = Math.max(...shares)
      return shares.map((each) => each - most / 2)
    },
  },
]
