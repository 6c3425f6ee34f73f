// English words for what the worker finds: reasons by their key, failures by their class. Figures come with them.

const reasons = {
  allMissing: 'No value in any row',
  oneValue: 'The same value in every row',
  truthPair: 'Only {{no}} and {{yes}}',
  wholeNumbers: 'All whole numbers',
  fractions: 'Numbers with decimals, up to {{decimals, number}}',
  percentages: 'Numbers with a percent sign',
  dates: 'Dates written as {{pattern}}',
  ambiguousDates: 'Dates read as {{pattern}}; day and month could be swapped, please check',
  someOffsets:
    'Dates of which some have an offset from UTC and others none, such as {{example}}: write it in every row, or in none',
  compactDates: 'Eight digits that are all days, e.g. 20240131',
  uniqueIntegers: 'A different whole number in every row',
  uniqueCodes: 'A different code in every row, such as {{example}}',
  uniqueKeys: 'A different key in every row, such as {{example}}',
  leadingZeros: 'Digits with leading zeros, kept as they are',
  fewDistinct: '{{distinct, number}} different values that repeat',
  manyDistinct: 'Mostly different texts',
  freeText: 'Sentences that differ from row to row',
  personal: 'Looks like personal data: {{personal}} ({{percent, number}} % of the values)',
  chosen: 'Set by you',
  shortRows_one: '{{count, number}} row has too few cells (row {{row, number}}); the rest of it counts as missing.',
  shortRows_other:
    '{{count, number}} rows have too few cells (first: row {{row, number}}); the rest of them counts as missing.',
  longRows_one: '{{count, number}} row has surplus cells (row {{row, number}}), which are dropped.',
  longRows_other: '{{count, number}} rows have surplus cells (first: row {{row, number}}), which are dropped.',
  strayQuotes_one: '{{count, number}} quote inside a quoted cell is not doubled (row {{row, number}}).',
  strayQuotes_other: '{{count, number}} quotes inside quoted cells are not doubled (first: row {{row, number}}).',
  unreadableCharacters_one:
    '{{count, number}} character cannot be read in this encoding (row {{row, number}}). Try another encoding.',
  unreadableCharacters_other:
    '{{count, number}} characters cannot be read in this encoding (first: row {{row, number}}). Try another encoding.',
  duplicateNames_one: '{{count, number}} column has the name of another and was given a number.',
  duplicateNames_other: '{{count, number}} columns have the name of another and were given numbers.',
  emptyNames_one: '{{count, number}} column has no name and was given a number.',
  emptyNames_other: '{{count, number}} columns have no name and were given numbers.',
  unreadableValues_one:
    '{{field}}: {{count, number}} value does not fit its type (row {{row, number}}: “{{value}}”) and counts as missing.',
  unreadableValues_other:
    '{{field}}: {{count, number}} values do not fit its type (first in row {{row, number}}: “{{value}}”) and count as missing.',
  infiniteValues_one: '{{field}}: {{count, number}} cell says Infinity (row {{row, number}}) and counts as missing.',
  infiniteValues_other:
    '{{field}}: {{count, number}} cells say Infinity (first in row {{row, number}}) and count as missing.',
  emptyColumn: '{{field}} has no value in any row.',
  manyWords:
    '{{field}} has {{count, number}} different words: the commonest get {{columns, number}} columns, all others share the last one and are drawn by how often they occur. In the field’s details you can give it more columns, let words share columns, or take it for an identifier.',
  wordsInBuckets:
    '{{field}} has {{count, number}} different words, which share {{columns, number}} columns by a hash; within a column a word is drawn by how often it occurs.',
  personalTreated_one:
    'Personal data was found: {{fields}}. Its values are not learnt as they are; see the field for what is done.',
  personalTreated_other:
    'Personal data were found: {{fields}}. Their values are not learnt as they are; see each field for what is done.',
  personalLearnt_one: 'Personal data are learnt as they are and can come out again: {{fields}}.',
  personalLearnt_other: 'Personal data are learnt as they are and can come out again: {{fields}}.',
  'privacy.noTraining': 'Nothing was trained with privacy.',
  'privacy.unpaidTraining_one': 'The training of the {{what}} was not private.',
  'privacy.unpaidTraining_other': '{{count, number}} trainings were not private.',
  'privacy.unpaidForm_one': 'Names, types or formats were read off the rows without paying ({{what}}).',
  'privacy.unpaidForm_other': 'Names, types or formats were read off the rows without paying ({{what}}).',
  'privacy.unpaidBounds_one': 'The range of {{what}} was read off the rows without paying.',
  'privacy.unpaidBounds_other':
    'The ranges of {{count, number}} fields were read off the rows without paying (first: {{what}}).',
  'privacy.unpaidCategories_one': 'The categories of {{what}} were read off the rows without paying.',
  'privacy.unpaidCategories_other':
    'The categories of {{count, number}} fields were read off the rows without paying (first: {{what}}).',
  'privacy.unpaidQuantiles_one': 'How the numbers of {{what}} spread was read off the rows without paying.',
  'privacy.unpaidQuantiles_other':
    'How the numbers of {{count, number}} fields spread was read off the rows without paying (first: {{what}}).',
  'privacy.unpaidLabels_one': 'How often each category of {{what}} occurs was read off the rows without paying.',
  'privacy.unpaidLabels_other':
    'How often each category of {{count, number}} fields occurs was read off the rows without paying (first: {{what}}).',
  'privacy.unpaidRelease_one': '{{what}} was released without paying.',
  'privacy.unpaidRelease_other': '{{count, number}} results were released without paying (first: {{what}}).',
  'privacy.unpaidOther_one': 'Something was read off the rows without paying ({{what}}).',
  'privacy.unpaidOther_other': '{{count, number}} things were read off the rows without paying (first: {{what}}).',
  'advice.deltaTooLarge':
    'δ is too large for {{rows, number}} rows: it would allow one row to be given away outright. Choose a δ well below one in {{rows, number}}.',
  'advice.tooFewRows':
    'So much noise on {{rows, number}} rows leaves nothing to learn, whatever ε still promises something. It takes a table of about {{rowsNeeded, number}} rows.',
  'advice.hopeless':
    'So much noise on {{rows, number}} rows leaves nothing to learn. Choose ε = {{epsilonNeeded, number}} or more, or a table of about {{rowsNeeded, number}} rows.',
  'advice.weakPromise':
    'So large an ε promises little: what someone believes about one row may shift by a factor of {{odds, number(maximumFractionDigits: 0)}}.',
  'advice.rough': 'Expect rough shapes. With about {{rowsNeeded, number}} rows the same protection would work well.',
  'advice.workable': 'This is workable: main shapes and strong patterns should come through.',
  'health.good': 'Generated rows are as varied as they should be.',
  'health.collapsed':
    'The generator makes the same few rows over and over (mode collapse): of 1,000 rows {{distinct, number}} differ, where {{expected, number}} could. Train again with more steps, with another seed, or with the model “Tables of pairs”.',
  'health.missing_one':
    'One of {{options, number}} values that should be common never comes. Train for more steps, or with the model “Tables of pairs”.',
  'health.missing_other':
    '{{count, number}} of {{options, number}} values that should be common never come. Train for more steps, or with the model “Tables of pairs”.',
  'advice.comfortable': 'This is comfortable: the table is large enough for the noise hardly to matter.',
}

const failures = {
  SampleError: 'The sample could not be loaded ({{message}}). Check the connection, or choose a file of your own.',
  WorkerStartError: 'The engine’s script could not be loaded or run.',
  EmptyFileError:
    'The file is empty ({{bytes, number}} bytes). Choose a file with a header row and at least one row of data.',
  NotATableError: 'This is no table that can be read here: it looks like {{kind}}. {{advice}}',
  HeaderOnlyError:
    'The file has a header of {{columns, number}} columns and no row of data. Choose a file with at least one row.',
  NoRowsError: 'The file has {{columns, number}} columns and no row. Choose a file with at least one row.',
  BrokenFileError:
    'The {{format}} file is damaged or cut off ({{reason}}). Copy or export it again and open the new file.',
  NestedColumnError:
    'Column {{field}} holds {{kind}}; a table has one value in a cell. Leave the column out of the file, or give each part a column of its own, and open the file again.',
  UnreadableColumnError:
    'Column {{field}} is of type {{type}}, which cannot be read as numbers, dates or words. Leave the column out of the file, or save it as text, and open the file again.',
  UnknownCodecError:
    'The file is packed with {{codec}}; known are {{known}}. Save it with one of these and open it again.',
  MissingColumnError: 'The file lacks the column {{field}}; it has {{found}}. Choose a table with the same columns.',
  ConditionFieldError: 'Nothing can be asked of {{field}}. Conditions can name: {{askable}}.',
  ConditionOperatorError: '{{field}}: {{operator}} works on numbers and dates. Use = or ≠.',
  ConditionValueError: '{{field}}: “{{value}}” is not {{expected}}.',
  ConditionWordError: '{{field}}: “{{word}}” is none of {{known}}.',
  BalanceError: '{{field}} cannot be balanced: {{problem}}. Choose a field of categories.',
  ConditionSyntaxError: '“{{text}}” is no condition.',
  ConflictingConditionsError: 'No value of {{field}} meets all of this: {{conditions}}. Change one of them.',
  ConstraintError: 'The rule {{constraint}} does not fit the column {{field}}: {{why}}.',
  ConstraintListError: 'The list of rules cannot be used ({{path}}: {{problem}}).',
  ConstraintConflictError: 'No value of the column {{field}} can keep all its rules. Change or remove one of them.',
  ExpressionError:
    'The formula goes wrong at character {{position}}, at the arrow: {{before}}→{{after}}. There: {{why}}.',
  ConstraintsTooRareError:
    'Only {{found, number}} of {{wanted, number}} rows could be made that keep all rules. Of the generated rows, so many kept each: {{constraints}}. Ask for fewer rows, or loosen or remove {{rarest}}.',
  ConditionTooRareError:
    'Only {{found, number}} of {{drawn, number}} rows drawn meet the conditions, and {{wanted, number}} are wanted. The rarest alone is {{condition}} ({{alone, number}} rows). Ask for fewer rows, or loosen it.',
  BrokenTextError:
    'The text breaks off near byte {{byte, number}}: it cannot be read as {{encoding}}. Choose the true encoding of the file, or save it again as UTF-8.',
  UnclosedQuoteError:
    'Row {{row, number}}, column {{column, number}}: a quote (") opens here and never closes, so the rest of the file would be one cell. Close the quote, or double it (""), and open the file again.',
  RowTooLongError:
    'Row {{row, number}} is longer than {{limit, number}} characters. Check that its quotes are closed and that the encoding is right.',
  TooManyColumnsError:
    'The file has {{columns, number}} columns; at most {{limit, number}} can be learnt at once. Keep the columns that you need, or check that the delimiter is right.',
  MixedOffsetsError_one:
    'Row {{row, number}}: “{{value}}” has no offset from UTC, the others have one. Write it in every row of the file, or in none.',
  MixedOffsetsError_other:
    'Row {{row, number}}: “{{value}}” has no offset from UTC where others have one ({{count, number}} such values). Write it in every row of the file, or in none.',
  FieldChangeError: 'Column {{field}}: {{why}}.',
  FieldTypeError_one:
    'Row {{row, number}}: “{{value}}” does not fit the type {{type}} ({{count, number}} such value). Choose another type, or mend the value in the file.',
  FieldTypeError_other:
    'Row {{row, number}}: “{{value}}” does not fit the type {{type}} ({{count, number}} such values). Choose another type, or mend the values in the file.',
  TooManyValuesError:
    'There are {{distinct, number}} different values; the type {{type}} takes at most {{limit, number}}. Choose free text or identifier.',
  NothingToLearnError:
    'There is nothing to learn. Include at least one field that is not an identifier, free text or a constant.',
  TooManyPairsError:
    'The table has {{fields, number}} fields to learn; this model keeps tables of all their pairs for at most {{limit, number}}. Leave fields out, or choose the variational autoencoder, which needs none.',
  TrainingFailedError:
    'Training failed at step {{step, number}}, after {{tries, number}} restarts from the last good state: {{cause}} Choose another engine or lower the learning rates.',
  BackendUnavailableError: '{{backend}} is not available: {{reason}}',
  DeviceLostError: 'The device behind {{backend}} was lost: {{reason}}. Train again, or choose another engine.',
  DeviceMemoryError:
    '{{backend}} has not enough memory ({{what}}). Take a smaller batch or smaller networks, or another engine.',
  ShaderError: '{{backend}} could not compile the training step: {{reason}} Choose another engine.',
  WrongNumbersError: '{{backend}} computes wrongly on this device ({{kernel}}). Choose another engine.',
  NonFiniteError:
    'A number ran out of bounds at step {{step, number}} ({{what}}). Lower the learning rates and train again.',
  NoBackendError:
    'Nothing on this device could be used to compute. Try another browser, or switch on hardware acceleration.',
  PackingError:
    'A batch of {{batch, number}} does not divide into packs of {{packing, number}}. Choose a multiple of {{packing, number}}.',
  UnreachableEpsilonError:
    'No amount of noise makes {{steps, number}} steps cost at most ε {{epsilon}}. Take fewer steps, a smaller batch, or a larger ε.',
  UnplannedReleaseError:
    'No budget was set aside for one more look at {{what}} ({{kind}}). Nothing was released; this is a fault of the program.',
  NoStepAllowedError:
    'With a noise multiplier of {{noiseMultiplier, number(maximumFractionDigits: 3)}} even one step costs ε {{cost, number(maximumFractionDigits: 3)}}, and only {{epsilon, number(maximumFractionDigits: 3)}} is allowed. Take more noise, a smaller batch, or a larger ε.',
  SpentBeforeTrainingError:
    'What is paid for before training costs ε {{spent, number(maximumFractionDigits: 3)}}, and only {{epsilon, number(maximumFractionDigits: 3)}} is allowed in all. Give it a smaller share, declare more as public, or choose a larger ε.',
  NoSecureRandomError:
    'This browser offers no cryptographic randomness, which private training needs. Use a current browser over https.',
  ProjectVersionError:
    'This model was saved in format {{version}}; this page reads format {{known}}. Open it with a newer version.',
  NothingOpenError: 'There is nothing open yet. Choose a file or train a model first.',
  UndeclaredDomainError:
    '{{field}} has no declared range or categories. Declare them in Fields, or leave the field out.',
  ImpossiblePrivacyError:
    'With ε {{epsilon}} and δ {{delta, number(maximumSignificantDigits: 2)}}, {{rows, number}} rows would teach nothing, or nothing would be promised. Choose the nearest settings that would work.',
  DatasetBudgetError:
    'This data set has a limit of ε {{limit, number(maximumFractionDigits: 2)}} for all runs together, of which {{spent, number(maximumFractionDigits: 2)}} is spent. A run of ε {{wanted, number(maximumFractionDigits: 2)}} would pass it. Choose at most about {{allowed, number(maximumFractionDigits: 2)}}, or raise the limit.',
  UnguardedRunError:
    'This data set has a limit of ε {{limit, number(maximumFractionDigits: 2)}}, which a training without privacy passes at once. Train with privacy, or lift the limit.',
  UnguardedDatasetError_one:
    'This data set has a limit of ε {{limit, number(maximumFractionDigits: 2)}}, but {{count, number}} training without privacy has already passed it. Lift the limit to train.',
  UnguardedDatasetError_other:
    'This data set has a limit of ε {{limit, number(maximumFractionDigits: 2)}}, but {{count, number}} trainings without privacy have already passed it. Lift the limit to train.',
  FileChangedError: 'The file was changed, moved or deleted after it was opened. Open it again.',
  BusyError: 'A training is going on. Stop it first.',
}

export interface Findings {
  readonly reasons: Readonly<Record<keyof typeof reasons, string>>
  readonly failures: Readonly<Record<keyof typeof failures, string>>
  /** Phrases that come in English from the worker as the value of a figure, in this language. */
  readonly phrases: Readonly<Record<string, string>>
}

export const findings: Findings = { reasons, failures, phrases: {} }
