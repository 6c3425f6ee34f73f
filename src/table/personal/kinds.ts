// Kinds: every kind of personal data that is looked for. A new one is one file and one line here; earlier lines win.
import { address } from './address.ts'
import { card } from './card.ts'
import { cnResident } from './cnresident.ts'
import { deSteuer } from './desteuer.ts'
import { email } from './email.ts'
import { esDni } from './esdni.ts'
import { frNir } from './frnir.ts'
import { iban } from './iban.ts'
import { ip, url } from './internet.ts'
import { itCodice } from './itcodice.ts'
import type { Kind } from './kind.ts'
import { licence } from './licence.ts'
import { firstName, lastName, name } from './names.ts'
import { nlBsn } from './nlbsn.ts'
import { phone } from './phone.ts'
import { latitude, longitude } from './place.ts'
import { plPesel } from './plpesel.ts'
import { prose } from './prose.ts'
import { sePersonnummer } from './sepersonnummer.ts'
import { ukNhs } from './uknhs.ts'
import { usSsn } from './usssn.ts'

/** Those with the strictest tests come first. */
export const kinds = {
  cnResident,
  iban,
  itCodice,
  frNir,
  esDni,
  deSteuer,
  plPesel,
  sePersonnummer,
  usSsn,
  card,
  email,
  url,
  ip,
  ukNhs,
  nlBsn,
  phone,
  firstName,
  lastName,
  name,
  address,
  licence,
  latitude,
  longitude,
  prose,
} as const satisfies Readonly<Record<string, Kind>>

export type PersonalKind = keyof typeof kinds
export const personalKinds = Object.keys(kinds) as readonly PersonalKind[]
