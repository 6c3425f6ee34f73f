// Before every file of tests: property tests try the same cases each time, so that a failure is the change's, not chance's.
// FAST_CHECK_SEED tries others.
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 1) })
