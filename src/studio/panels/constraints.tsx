// Constraints: what must hold in every row: those that are set, those that the data suggest, and a form for a new one.
import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Constraint, ConstraintState, Inspection, Suggestion } from '../../worker/protocol.ts'
import { FailureNotice } from '../components/notice.tsx'
import constraintStyles from '../constraints.module.css'
import { dismissConstraintFailure, lookForConstraints, useConstraints } from '../store/constraints.ts'
import { changeConstraints } from '../store/journey.ts'
import { useRecipe } from '../store/recipe.ts'
import styles from '../studio.module.css'
import { sayConstraint } from '../texts/constraint.ts'
import { sayFailure } from '../texts/say.ts'
import { ConstraintForm } from './constraint-form.tsx'

interface ConstraintsPanelProps {
  readonly inspection: Inspection
  readonly disabled: boolean
}

export function ConstraintsPanel({ inspection, disabled }: ConstraintsPanelProps) {
  const { t } = useTranslation()
  const { suggestions, looking, setting, failure } = useConstraints()
  const guarded = useRecipe((state) => state.guarded)
  const [adding, setAdding] = useState(false)
  const { constraints } = inspection
  const set = constraints.map(({ constraint }) => constraint)
  const frozen = disabled || setting
  const add = async (constraint: Constraint) => changeConstraints([...set, constraint])
  // What was refused before has nothing to do with what is typed next.
  const openForm = (open: boolean) => {
    dismissConstraintFailure()
    setAdding(open)
  }
  return (
    <Stack component="section" aria-label={t('constraints.title')} className={styles.panel} gap={14}>
      <div>
        <Text fw={600} component="h3">
          {t('constraints.title')}
        </Text>
        <Text className={styles.hint} size="sm">
          {t('constraints.hint')}
        </Text>
      </div>
      {constraints.length > 0 && (
        <ul className={constraintStyles.list}>
          {constraints.map((state, index) => (
            <ConstraintRow
              key={JSON.stringify(state.constraint)}
              state={state}
              inspection={inspection}
              disabled={frozen}
              onRemove={() => void changeConstraints(set.filter((_, other) => other !== index))}
            />
          ))}
        </ul>
      )}
      {failure && !adding && (
        <FailureNotice failure={failure} title={t('constraints.refused')} onClose={dismissConstraintFailure} />
      )}
      {suggestions && (
        <Suggestions
          suggestions={suggestions}
          inspection={inspection}
          disabled={frozen}
          guarded={guarded}
          onAdd={add}
        />
      )}
      {adding ? (
        <ConstraintForm
          fields={inspection.schema.fields}
          disabled={frozen}
          failure={failure}
          onAdd={async (constraint) => {
            if (await add(constraint)) openForm(false)
          }}
          onClose={() => openForm(false)}
        />
      ) : (
        <Group gap={8}>
          <Button size="xs" variant="default" disabled={frozen} onClick={() => openForm(true)}>
            {t('constraints.new')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={frozen}
            loading={looking}
            onClick={() => void lookForConstraints()}
          >
            {t('constraints.look')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

interface ConstraintRowProps {
  readonly state: ConstraintState
  readonly inspection: Inspection
  readonly disabled: boolean
  readonly onRemove: () => void
}

function ConstraintRow({ state, inspection, disabled, onRemove }: ConstraintRowProps) {
  const { t } = useTranslation()
  const { constraint, broken, firstBroken, failure } = state
  const said = sayConstraint(constraint, inspection.schema.fields, t)
  return (
    <li className={constraintStyles.row}>
      <div className={constraintStyles.text}>
        <div className={constraintStyles.rule}>{said}</div>
        <div className={constraintStyles.state} data-tone={failure ? 'error' : broken > 0 ? 'caution' : undefined}>
          {failure
            ? sayFailure(failure)
            : broken === 0
              ? t('constraints.allMeet')
              : t(byLeavingOut(constraint) ? 'constraints.brokenLearnt' : 'constraints.broken', {
                  count: broken,
                  row: firstBroken ?? 1,
                })}
          {constraint.suggested && ` · ${t('constraints.fromData')}`}
        </div>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t('constraints.remove', { rule: said })}
        disabled={disabled}
        onClick={onRemove}
      >
        <span aria-hidden="true">×</span>
      </ActionIcon>
    </li>
  )
}

/** Kinds that change nothing of what is learnt: rows that break them are left out of what is made. */
function byLeavingOut({ kind }: Constraint): boolean {
  return kind === 'unique' || kind === 'expression'
}

interface SuggestionsProps {
  readonly suggestions: readonly Suggestion[]
  readonly inspection: Inspection
  readonly disabled: boolean
  readonly guarded: boolean
  readonly onAdd: (constraint: Constraint) => Promise<boolean>
}

function Suggestions({ suggestions, inspection, disabled, guarded, onAdd }: SuggestionsProps) {
  const { t } = useTranslation()
  const set = new Set(inspection.constraints.map(({ name }) => name))
  const open = suggestions.filter(({ name }) => !set.has(name))
  return (
    <Stack gap={8} aria-live="polite">
      <Text size="sm" fw={550}>
        {open.length === 0 ? t('constraints.noneFound') : t('constraints.found', { count: open.length })}
      </Text>
      {open.length > 0 && (
        <>
          <ul className={constraintStyles.list}>
            {open.map(({ constraint, name, rows }) => {
              const said = sayConstraint(constraint, inspection.schema.fields, t)
              return (
                <li key={name} className={constraintStyles.row}>
                  <div className={constraintStyles.text}>
                    <div className={constraintStyles.rule}>{said}</div>
                    <div className={constraintStyles.state}>{t('constraints.inAll', { count: rows })}</div>
                  </div>
                  <Button
                    size="xs"
                    variant="default"
                    disabled={disabled}
                    aria-label={t('constraints.addSuggested', { rule: said })}
                    onClick={() => void onAdd(constraint)}
                  >
                    {t('constraints.add')}
                  </Button>
                </li>
              )
            })}
          </ul>
          {guarded && (
            <Text className={styles.hint} size="sm">
              {t('constraints.lookHint')}
            </Text>
          )}
        </>
      )}
    </Stack>
  )
}
