// The room rule: which folder of src/ may import which (docs/architecture.md). Only downward arrows, no circles.
const rooms = {
  math: [],
  work: [],
  table: ['math'],
  image: ['math'],
  privacy: ['math'],
  encode: ['table', 'privacy', 'math', 'work'],
  engine: ['math'],
  nn: ['engine', 'math'],
  models: ['nn', 'engine', 'math'],
  train: ['models', 'nn', 'privacy', 'encode', 'engine', 'table', 'math', 'work'],
  evaluate: ['table', 'encode', 'math', 'work'],
  project: ['table', 'encode', 'models', 'privacy', 'evaluate', 'math', 'work'],
  report: ['table', 'encode', 'models', 'privacy', 'evaluate', 'project', 'math', 'work'],
  audit: ['math', 'work', 'table', 'privacy', 'encode', 'engine', 'nn', 'models', 'train'],
  worker: [
    'math',
    'work',
    'table',
    'image',
    'privacy',
    'encode',
    'engine',
    'nn',
    'models',
    'train',
    'evaluate',
    'project',
    'audit',
    'report',
  ],
  cli: [
    'math',
    'work',
    'table',
    'image',
    'privacy',
    'encode',
    'engine',
    'nn',
    'models',
    'train',
    'evaluate',
    'project',
    'audit',
    'report',
  ],
}

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `src/${room}/ may import: ${allowed.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}))

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'room-studio',
      comment:
        "src/studio/ sees the worker's protocol, and how a report reads; everything else it needs comes through the first",
      severity: 'error',
      from: { path: '^src/studio/' },
      to: {
        path: '^src/',
        pathNot:
          '^src/(studio/|report/(element|section|sections|style|verdict|words)\\.ts$|worker/(protocol|client)\\.ts$)',
      },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'tfjs-in-engine-only',
      comment: 'src/engine/ is the only room that knows tfjs',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/engine/' },
      to: { path: 'node_modules/@tensorflow/' },
    },
    {
      name: 'no-react-below-studio',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/studio/' },
      to: { path: 'node_modules/(react|react-dom|@mantine|recharts|zustand)/' },
    },
    {
      name: 'node-in-cli-only',
      comment:
        'The core runs in browsers: Node is for the command line, for tests, and where the engine finds its threads',
      severity: 'error',
      from: { path: '^src/', pathNot: '(^src/cli/|\\.test\\.tsx?$|^src/engine/)' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
