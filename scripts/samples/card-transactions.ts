// The sample `card-transactions.csv`: invented payments with invented cards. What depends on what:
//
//   holder_age → card_type, merchant_category;  home_country → most merchants' country
//   merchant_category → amount (each its own heavy tail), hour of the day, day of the week, channel
//   merchant_category (travel, hotel, electronics), channel → merchant_country;  foreign = home ≠ merchant country, always
//   merchant_country → currency, always
//   channel, foreign → distance_km (empty online; two modes: around home, abroad)
//   card_type, merchant_category → cashback (zero for most)
//   foreign, online, night, amount against the usual, minutes_since_last → fraud (about 2 %)
//   fraud → hour, minutes_since_last and amount are drawn anew, so that it shows in each of them
import { createRandom, type Random } from '../../src/math/random.ts'
import { chance, choose, csv, day, logistic, logNormal, normalWithin, timeText } from './draw.ts'

interface Merchant {
  readonly share: number
  /** Mean and deviation of the logarithm of the amount. */
  readonly amount: readonly [number, number]
  /** Hour of the day: mean and deviation. */
  readonly hour: readonly [number, number]
  readonly online: number
  readonly abroad: number
  readonly weekend: number
  /** How much more often the young (positive) or the old (negative) go there. */
  readonly young: number
}

const merchants: Readonly<Record<string, Merchant>> = {
  groceries: {
    share: 28,
    amount: [3.3, 0.65],
    hour: [15.5, 3.4],
    online: 0.06,
    abroad: 0.02,
    weekend: 0.25,
    young: -0.3,
  },
  restaurant: { share: 16, amount: [3.2, 0.6], hour: [18.5, 3], online: 0.12, abroad: 0.07, weekend: 0.45, young: 0.3 },
  fuel: { share: 9, amount: [4, 0.3], hour: [13, 4.4], online: 0, abroad: 0.06, weekend: 0.28, young: -0.2 },
  clothing: { share: 9, amount: [4, 0.7], hour: [15, 3.2], online: 0.5, abroad: 0.06, weekend: 0.4, young: 0.2 },
  electronics: { share: 6, amount: [5.1, 0.95], hour: [15.5, 4], online: 0.62, abroad: 0.12, weekend: 0.3, young: 0.3 },
  pharmacy: { share: 7, amount: [2.9, 0.6], hour: [13, 3], online: 0.1, abroad: 0.01, weekend: 0.15, young: -0.7 },
  transport: {
    share: 10,
    amount: [2.2, 0.8],
    hour: [11.5, 4.6],
    online: 0.35,
    abroad: 0.06,
    weekend: 0.22,
    young: 0.4,
  },
  hotel: { share: 3, amount: [5.4, 0.6], hour: [16, 4], online: 0.55, abroad: 0.5, weekend: 0.3, young: -0.1 },
  airline: { share: 2, amount: [5.7, 0.7], hour: [17, 4.5], online: 0.93, abroad: 0.42, weekend: 0.3, young: 0 },
  subscription: { share: 6, amount: [2.3, 0.35], hour: [4, 2], online: 1, abroad: 0.35, weekend: 0.28, young: 0.6 },
  'cash machine': {
    share: 4,
    amount: [4.5, 0.6],
    hour: [13.5, 3.8],
    online: 0,
    abroad: 0.08,
    weekend: 0.3,
    young: -0.6,
  },
}

const homes = { DE: 44, FR: 22, NL: 12, AT: 9, CH: 8, PL: 5 } as const
const abroad = { DE: 12, FR: 13, NL: 7, AT: 8, CH: 6, PL: 4, ES: 12, IT: 12, GB: 10, US: 14, TR: 4 } as const
const currencies: Readonly<Record<string, string>> = { CH: 'CHF', PL: 'PLN', GB: 'GBP', US: 'USD', TR: 'TRY' }
/** Units of the currency for one euro, so that amounts abroad look like amounts abroad. */
const rates: Readonly<Record<string, number>> = { CHF: 0.96, PLN: 4.3, GBP: 0.86, USD: 1.08, TRY: 34.7 }

/** A second between March and May 2024 at about the given hour, on a weekend with the given chance. */
function instant(random: Random, hour: number, deviation: number, weekend: number): number {
  const first = Date.UTC(2024, 2, 1)
  for (;;) {
    const date = first + random.integer(92) * day
    const weekday = new Date(date).getUTCDay()
    const isWeekend = weekday === 0 || weekday === 6
    // Two of seven days are a weekend: keep days so that the wanted share comes out.
    if (!chance(random, isWeekend ? weekend / 0.5 : (1 - weekend) / 1.1)) continue
    const at = (normalWithin(random, hour, deviation, -4, 28) + 24) % 24
    return date + Math.floor(at * 3600) * 1000
  }
}

function channelOf(random: Random, category: string, online: boolean, euros: number): string {
  if (online) return 'online'
  if (category === 'cash machine') return 'chip'
  return chance(random, euros < 50 ? 0.8 : 0.3) ? 'contactless' : 'chip'
}

function transaction(random: Random) {
  const age = Math.round(normalWithin(random, 43, 16, 18, 92))
  const youth = (43 - age) / 16
  const weights = Object.entries(merchants).map(([name, { share, young }]) => [name, share * Math.exp(young * youth)])
  const category = choose(random, Object.fromEntries(weights))
  const merchant = merchants[category]
  const type = choose(random, { debit: 52, credit: 18 + 14 * logistic((age - 32) / 6), prepaid: age < 27 ? 14 : 3 })
  const home = choose(random, homes)

  let online = chance(random, merchant.online)
  let foreign = chance(random, Math.min(0.9, merchant.abroad * (online ? 1.8 : 1)))
  let euros = logNormal(random, merchant.amount[0] + 0.015 * Math.min(age - 18, 30), merchant.amount[1])
  let time = instant(random, ...merchant.hour, merchant.weekend)
  let since = logNormal(random, 6.3, 1.4)
  const night = new Date(time).getUTCHours() < 6
  const score = -5 + (foreign ? 1.2 : 0) + (online ? 0.9 : 0) + (night ? 0.6 : 0) + (type === 'prepaid' ? 0.6 : 0)
  const fraud = chance(random, logistic(score + 0.4 * (Math.log(euros) - merchant.amount[0])))
  if (fraud) {
    online = online || chance(random, 0.45)
    foreign = foreign || chance(random, 0.35)
    euros *= logNormal(random, 0.8, 0.5)
    time = instant(random, 2.5, 2.6, merchant.weekend)
    since = logNormal(random, 2.1, 1)
  }

  const { [home]: _, ...others } = abroad
  const country = foreign ? choose(random, others as Readonly<Record<string, number>>) : home
  const currency = currencies[country] ?? 'EUR'
  // Cash machines give out tens.
  const amount =
    category === 'cash machine' ? Math.max(10, Math.round(euros / 10) * 10) : euros * (rates[currency] ?? 1)
  const distance = foreign ? logNormal(random, 6.7, 0.6) : logNormal(random, 1.5, 1.1)
  const earns = type === 'credit' && category !== 'cash machine' && chance(random, category === 'airline' ? 0.9 : 0.45)
  return {
    time,
    cells: {
      time: timeText(time),
      card_type: type,
      holder_age: age,
      home_country: home,
      merchant_category: category,
      merchant_country: country,
      foreign,
      channel: channelOf(random, category, online, euros),
      amount: amount.toFixed(2),
      currency,
      cashback: earns ? (amount * (category === 'airline' ? 0.02 : 0.01)).toFixed(2) : '0.00',
      distance_km: online ? null : distance.toFixed(1),
      minutes_since_last: Math.max(1, Math.round(since)),
      fraud: fraud ? 1 : 0,
    },
  }
}

/** The whole file; the same text every time. */
export function cardTransactions(rows = 8000): string {
  const random = createRandom(20240531, 'card-transactions')
  const transactions = Array.from({ length: rows }, () => transaction(random)).sort((a, b) => a.time - b.time)
  return csv(
    transactions.map(({ cells }, index) => ({ transaction_id: `T${String(index + 1).padStart(8, '0')}`, ...cells })),
  )
}
