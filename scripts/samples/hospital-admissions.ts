// The sample `hospital-admissions.csv`: invented admissions to an invented hospital. What depends on what:
//
//   diagnosis → age, sex, ward, emergency, severity
//   (a hidden severity: diagnosis, age) → acuity (four grades of it)
//   emergency, acuity → arrival; critical patients → mostly Intensive Care
//   diagnosis, emergency → day of the year (respiratory illness in winter), day of the week (planned ones: Monday to Friday)
//   diagnosis, age, severity → stay_days;  discharged = admitted + stay_days, always
//   age, severity → systolic_bp;  diagnosis, severity → crp_mg_l (heavy tail, up to the 480 that the analyser can measure)
//   acuity → whether CRP was measured at all (missing not at random: 60 % of the low, 2 % of the critical)
//   age → previous_admissions (most have none), insurance
//   diagnosis, stay_days, ward, insurance → cost_eur (heavy tail)
//   age, severity, diagnosis → outcome;  outcome, severity, previous_admissions → readmitted (empty for who died)
import { createRandom, type Random } from '../../src/math/random.ts'
import { chance, choose, csv, dateText, day, logistic, logNormal, normalWithin, poisson } from './draw.ts'

interface Diagnosis {
  readonly share: number
  readonly ward: string
  readonly age: readonly [mean: number, deviation: number, minimum: number, maximum: number]
  readonly women: number
  readonly emergency: number
  readonly severity: number
  /** Mean and deviation of the logarithm of the days. */
  readonly stay: readonly [number, number]
  /** Mean of the logarithm of C-reactive protein, mg/l. */
  readonly crp: number
  /** Euros for the treatment itself. */
  readonly treatment: number
  readonly winter: boolean
}

const diagnoses: Readonly<Record<string, Diagnosis>> = {
  Pneumonia: {
    share: 12,
    ward: 'Internal Medicine',
    age: [66, 19, 1, 99],
    women: 0.46,
    emergency: 0.92,
    severity: 0.3,
    stay: [1.9, 0.5],
    crp: 4.6,
    treatment: 900,
    winter: true,
  },
  'Heart failure': {
    share: 11,
    ward: 'Cardiology',
    age: [76, 10, 35, 101],
    women: 0.5,
    emergency: 0.75,
    severity: 0.5,
    stay: [2.1, 0.5],
    crp: 2.6,
    treatment: 1500,
    winter: false,
  },
  'Myocardial infarction': {
    share: 9,
    ward: 'Cardiology',
    age: [67, 12, 30, 98],
    women: 0.34,
    emergency: 0.97,
    severity: 0.8,
    stay: [1.8, 0.45],
    crp: 2.4,
    treatment: 6200,
    winter: false,
  },
  Stroke: {
    share: 8,
    ward: 'Neurology',
    age: [73, 12, 28, 100],
    women: 0.49,
    emergency: 0.98,
    severity: 0.9,
    stay: [2.3, 0.55],
    crp: 2.2,
    treatment: 4100,
    winter: false,
  },
  'Hip fracture': {
    share: 8,
    ward: 'Orthopaedics',
    age: [81, 9, 45, 103],
    women: 0.72,
    emergency: 0.96,
    severity: 0.2,
    stay: [2.4, 0.35],
    crp: 3.3,
    treatment: 7300,
    winter: true,
  },
  'Knee replacement': {
    share: 9,
    ward: 'Orthopaedics',
    age: [69, 8, 40, 90],
    women: 0.6,
    emergency: 0.01,
    severity: -1.4,
    stay: [1.6, 0.25],
    crp: 2.7,
    treatment: 8400,
    winter: false,
  },
  Appendicitis: {
    share: 8,
    ward: 'Surgery',
    age: [29, 15, 4, 85],
    women: 0.48,
    emergency: 0.98,
    severity: -0.6,
    stay: [1.1, 0.35],
    crp: 3.9,
    treatment: 2600,
    winter: false,
  },
  Childbirth: {
    share: 14,
    ward: 'Obstetrics',
    age: [31, 5.2, 17, 46],
    women: 1,
    emergency: 0.35,
    severity: -1.2,
    stay: [1.05, 0.35],
    crp: 2,
    treatment: 1900,
    winter: false,
  },
  Asthma: {
    share: 6,
    ward: 'Internal Medicine',
    age: [27, 20, 2, 80],
    women: 0.53,
    emergency: 0.9,
    severity: -0.3,
    stay: [1, 0.45],
    crp: 2.1,
    treatment: 600,
    winter: true,
  },
  Chemotherapy: {
    share: 9,
    ward: 'Oncology',
    age: [62, 12, 20, 88],
    women: 0.52,
    emergency: 0.04,
    severity: -0.4,
    stay: [0.5, 0.6],
    crp: 2.3,
    treatment: 3900,
    winter: false,
  },
  Sepsis: {
    share: 4,
    ward: 'Internal Medicine',
    age: [71, 14, 18, 98],
    women: 0.45,
    emergency: 0.97,
    severity: 1.7,
    stay: [2.5, 0.6],
    crp: 5.2,
    treatment: 3800,
    winter: false,
  },
  Concussion: {
    share: 2,
    ward: 'Neurology',
    age: [34, 22, 3, 95],
    women: 0.4,
    emergency: 1,
    severity: -1,
    stay: [0.3, 0.4],
    crp: 0.8,
    treatment: 450,
    winter: false,
  },
}

const shares = Object.fromEntries(Object.entries(diagnoses).map(([name, { share }]) => [name, share]))
const unmeasured = { low: 0.6, moderate: 0.28, high: 0.08, critical: 0.02 } as const
type Acuity = keyof typeof unmeasured

function acuityOf(severity: number): Acuity {
  if (severity < -0.7) return 'low'
  if (severity < 0.7) return 'moderate'
  return severity < 1.9 ? 'high' : 'critical'
}

/** A day of 2023 or 2024; planned patients come from Monday to Friday, winter illness peaks in January. */
function admissionDay(random: Random, winter: boolean, planned: boolean): number {
  const first = Date.UTC(2023, 0, 1)
  for (;;) {
    const index = random.integer(731)
    const instant = first + index * day
    const weekday = new Date(instant).getUTCDay()
    if (planned && (weekday === 0 || weekday === 6)) continue
    if (winter && !chance(random, 0.55 + 0.45 * Math.cos((2 * Math.PI * (index - 15)) / 365.25))) continue
    return instant
  }
}

function arrivalOf(random: Random, emergency: boolean, acuity: Acuity): string {
  if (!emergency) return 'referral'
  const ambulance = { low: 0.15, moderate: 0.4, high: 0.75, critical: 0.96 }[acuity]
  return choose(random, { ambulance, 'walk-in': (1 - ambulance) * 0.8, referral: (1 - ambulance) * 0.2 })
}

function outcomeOf(random: Random, age: number, severity: number, diagnosis: string): string {
  if (chance(random, logistic(-5.2 + 1.15 * severity + 0.035 * (age - 60)))) return 'died'
  const frail = logistic(-3.4 + 0.09 * (age - 75) + 0.4 * severity)
  if (chance(random, frail)) return 'nursing home'
  const rehabilitation = { Stroke: 0.5, 'Hip fracture': 0.55, 'Knee replacement': 0.6 }[diagnosis] ?? 0.03
  return chance(random, rehabilitation) ? 'rehabilitation' : 'home'
}

function admission(random: Random) {
  const diagnosis = choose(random, shares)
  const {
    ward,
    age: ages,
    women,
    emergency: urgent,
    severity: base,
    stay,
    crp,
    treatment,
    winter,
  } = diagnoses[diagnosis]
  const age = Math.round(normalWithin(random, ...ages))
  const severity = base + 0.012 * (age - 60) + 0.8 * random.normal()
  const acuity = acuityOf(severity)
  const emergency = chance(random, urgent)
  const intensive = acuity === 'critical' && chance(random, 0.7)
  const days = Math.round(logNormal(random, stay[0] + 0.18 * severity + 0.005 * (age - 60), stay[1]))
  const admitted = admissionDay(random, winter, !emergency)
  const insurance = choose(random, { public: 84, private: age > 45 ? 15 : 8, 'self-pay': age < 35 ? 4 : 1 })
  const previous = chance(random, 0.62) ? 0 : poisson(random, 0.4 + 0.025 * age)
  const daily = (intensive ? 1700 : 420) * logNormal(random, 0, 0.18)
  const cost =
    (treatment * logNormal(random, 0, 0.22) + Math.max(0.5, days) * daily) * (insurance === 'private' ? 1.35 : 1)
  const outcome = outcomeOf(random, age, severity, diagnosis)
  const back = logistic(-2.7 + 0.5 * severity + 0.28 * previous + (outcome === 'nursing home' ? 0.6 : 0))
  const pressure = Math.round(normalWithin(random, 124 + 0.3 * (age - 45) - 9 * severity, 15, 58, 235))
  return {
    admitted,
    cells: {
      admitted: dateText(admitted),
      age,
      sex: chance(random, women) ? 'F' : 'M',
      diagnosis,
      ward: intensive ? 'Intensive Care' : ward,
      emergency,
      arrival: arrivalOf(random, emergency, acuity),
      acuity,
      systolic_bp: chance(random, 0.03) ? null : pressure,
      crp_mg_l: chance(random, unmeasured[acuity])
        ? null
        : Math.min(480, logNormal(random, crp + 0.35 * severity, 0.6)).toFixed(1),
      previous_admissions: previous,
      insurance,
      stay_days: days,
      discharged: dateText(admitted + days * day),
      cost_eur: cost.toFixed(2),
      outcome,
      readmitted: outcome === 'died' ? null : chance(random, back) ? 'yes' : 'no',
    },
  }
}

/** The whole file; the same text every time. */
export function hospitalAdmissions(rows = 5000): string {
  const random = createRandom(20240131, 'hospital-admissions')
  const admissions = Array.from({ length: rows }, () => admission(random)).sort((a, b) => a.admitted - b.admitted)
  return csv(
    admissions.map(({ cells }, index) => ({ admission_id: `A-${String(index + 1).padStart(6, '0')}`, ...cells })),
  )
}
