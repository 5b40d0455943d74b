// Which folder may import which. A stage knows only earlier ones; nothing knows the command line.
import { join } from 'node:path';

/**
 * What each stage may import besides itself: folders of src/, or the one subfolder or file of another stage that is
 * named. A folder that is not listed may import nothing and be imported by nobody.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const stages = {
  text: [],
  diagnostics: ['text'],
  syntax: ['text'],
  parser: ['text', 'diagnostics', 'syntax', 'grammar/operators.ts'],
  core: ['text'],
  temporal: [],
  modules: ['text', 'diagnostics', 'syntax', 'parser'],
  typecheck: ['text', 'diagnostics', 'syntax', 'parser', 'core', 'modules'],
  ir: ['text', 'diagnostics', 'core', 'typecheck', 'temporal'],
  // A backend offers a transition system as the explorer's model; the explorer knows nothing of backends.
  backend: [
    'text',
    'core',
    'ir',
    'explorer/ending.ts',
    'explorer/model.ts',
    'explorer/threads.ts',
    'explorer/watch.ts',
    'explorer/external',
    'explorer/liveness/arrays.ts',
    'explorer/liveness/column.ts',
    'explorer/liveness/graph.ts',
    'explorer/liveness/check.ts',
  ],
  explorer: ['text/search.ts', 'temporal'],
  trace: [
    'text',
    'core',
    'ir',
    'backend/problem',
    'backend/interpreter',
    'explorer',
    'temporal',
    'grammar/operators.ts',
  ],
  tla: ['text', 'core', 'ir', 'backend/problem'],
  result: ['text', 'diagnostics', 'core', 'explorer', 'trace'],
  // Files, and the whole way of a check from its file to a report.
  driver: ['text', 'diagnostics', 'core', 'modules', 'typecheck', 'ir', 'backend', 'explorer', 'trace', 'result'],
  // Renderers read results and nothing else of what came out.
  render: ['text', 'diagnostics', 'core/lists.ts', 'result'],
  document: ['text', 'syntax', 'core', 'modules', 'ir', 'explorer', 'driver', 'result', 'render'],
  format: ['text', 'diagnostics', 'syntax', 'parser', 'grammar/operators.ts'],
  service: ['text', 'diagnostics', 'syntax', 'parser', 'core', 'modules', 'typecheck', 'ir', 'format', 'render'],
};

/**
 * The rooms of the large stages, and which others each may import: folders, and files that stand beside them. What is not
 * listed here stands above all rooms and may import each of them.
 * @type {Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>}
 */
export const rooms = {
  'src/typecheck': {
    names: [],
    types: ['names'],
    expressions: ['names', 'types'],
    bodies: ['names', 'types', 'expressions'],
    declarations: ['names', 'types', 'expressions', 'bodies'],
    modules: ['names', 'types', 'expressions', 'bodies', 'declarations'],
    runs: ['names', 'types', 'expressions', 'declarations', 'modules'],
  },
  'src/ir': {
    'system.ts': [],
    'fold.ts': [],
    'terms.ts': [],
    'step-sets.ts': ['system.ts'],
    'actors.ts': ['system.ts'],
    operations: ['system.ts'],
    bodies: ['system.ts', 'fold.ts', 'operations'],
    analysis: ['system.ts', 'fold.ts', 'actors.ts', 'operations'],
    steps: ['system.ts', 'operations', 'bodies', 'analysis'],
    memory: ['system.ts', 'fold.ts', 'terms.ts', 'operations', 'bodies', 'analysis'],
    temporal: ['system.ts', 'fold.ts', 'actors.ts'],
    'scenario.ts': ['system.ts', 'fold.ts', 'terms.ts', 'step-sets.ts'],
    verification: ['system.ts', 'fold.ts', 'operations'],
    text: ['system.ts', 'operations'],
  },
  'src/backend/wasm': {
    encoding: [],
    'cannot-compile.ts': [],
    layout: [],
    emit: ['encoding', 'cannot-compile.ts', 'layout'],
    store: ['encoding', 'emit'],
    expressions: ['encoding', 'cannot-compile.ts', 'layout', 'emit'],
    steps: ['encoding', 'cannot-compile.ts', 'layout', 'emit', 'store', 'expressions'],
    'compile.ts': ['encoding', 'cannot-compile.ts', 'layout', 'store', 'steps'],
    'compile-graph.ts': ['encoding', 'store', 'steps', 'compile.ts'],
    search: ['encoding', 'cannot-compile.ts', 'layout', 'store', 'steps', 'compile.ts', 'compile-graph.ts'],
  },
};

const everyStage = Object.keys(stages);
/** The ways into thps: they use every stage, and no stage knows of them. */
export const entrances = ['cli', 'api', 'mcp', 'dap'];

/** @param {string} target */
function pattern(target) {
  const path = target.startsWith('grammar/') ? target : `src/${target}`;
  return `^${path.replaceAll('.', String.raw`\.`)}(/|$)`;
}

/**
 * @param {string} house
 * @param {string} room
 */
function roomPattern(house, room) {
  return `^${house}/${room.replaceAll('.', String.raw`\.`)}(/|$)`;
}

/** The packages that only one place may import. */
const packages = [
  { name: 'ajv', pattern: 'node_modules/ajv/', home: '^src/cli/' },
  { name: 'chevrotain', pattern: String.raw`node_modules/@?chevrotain/`, home: '^src/parser/' },
  { name: 'commander', pattern: 'node_modules/commander/', home: '^src/cli/' },
  { name: 'graphviz', pattern: 'node_modules/@hpcc-js/wasm-graphviz/', home: '^src/render/graphs/' },
  { name: 'mcp', pattern: 'node_modules/(@modelcontextprotocol|zod)/', home: '^src/mcp/' },
  { name: 'prettier', pattern: 'node_modules/prettier/', home: '^src/(format|tla)/' },
  { name: 'vscode', pattern: 'node_modules/(vscode|@vscode/(?!debug))', home: '^lsp/' },
  { name: 'debug adapter', pattern: 'node_modules/@vscode/debug', home: '^src/dap/' },
];

/** The parts of src/ that may do I/O. */
const io = ['^src/(main[.]ts|api/|cli/|dap/|driver/|mcp/)', '^src/explorer/(workers|checkpoint|store|external/disk)'];

/** @type {import('dependency-cruiser').IConfiguration} */
const configuration = {
  forbidden: [
    ...Object.entries(stages).map(([stage, earlier]) => ({
      name: `stage-${stage}`,
      comment: `src/${stage} imports ${earlier.length === 0 ? 'no other stage' : `only ${earlier.join(', ')}`}`,
      severity: /** @type {const} */ ('error'),
      from: { path: `^src/${stage}/` },
      to: { path: ['^src/', '^grammar/'], pathNot: [stage, ...earlier].map(pattern) },
    })),
    ...Object.entries(rooms).flatMap(([house, table]) =>
      Object.entries(table).map(([room, earlier]) => ({
        name: `room-${room.replace('.ts', '')}`,
        comment: `${house}/${room} imports ${earlier.length === 0 ? 'no other room' : `only ${earlier.join(', ')}`}`,
        severity: /** @type {const} */ ('error'),
        from: { path: roomPattern(house, room) },
        to: { path: `^${house}/`, pathNot: [room, ...earlier].map((one) => roomPattern(house, one)) },
      })),
    ),
    {
      name: 'no-unlisted-stage',
      comment: 'a new folder of src/ needs its line in the table of stages',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: [...everyStage, ...entrances, 'main.ts'].map(pattern) },
    },
    {
      name: 'not-to-cli',
      comment: 'nobody but the API imports the command line; tests start it or test its parts',
      severity: 'error',
      from: { pathNot: ['^src/(cli|api)/', '^src/main[.]ts$', '^test/'] },
      to: { path: '^src/cli/' },
    },
    {
      name: 'not-out-of-src',
      comment: 'src/ and grammar/ import nothing from the folders that use them',
      severity: 'error',
      from: { path: ['^src/', '^grammar/'], pathNot: '^src/main[.]ts$' },
      to: { path: '^(bench|lsp|scripts|test)/' },
    },
    {
      name: 'grammar-is-ground',
      comment: 'the operator table knows at most the syntax tree',
      severity: 'error',
      from: { path: '^grammar/' },
      to: { path: '^src/', pathNot: '^src/syntax/' },
    },
    {
      name: 'no-circular',
      comment: 'no cycles, not even of types alone',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'node-only-for-io',
      comment: 'src/ computes; only the command line and the file-backed parts of the explorer do I/O',
      severity: 'error',
      from: { path: ['^src/', '^grammar/'], pathNot: io },
      to: { dependencyTypes: ['core'] },
    },
    ...packages.map(({ name, pattern: path, home }) => ({
      name: `only-one-home-${name}`,
      severity: /** @type {const} */ ('error'),
      from: { path: '^(bench|grammar|lsp|src)/', pathNot: home },
      to: { path },
    })),
    {
      name: 'no-other-packages',
      comment: 'what users install contains these packages and no others',
      severity: 'error',
      from: { path: ['^src/', '^grammar/'] },
      to: { path: 'node_modules/', pathNot: [...packages.map((one) => one.pattern), 'node_modules/@types/node/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true, // type-only imports count as well
    tsConfig: { fileName: join(import.meta.dirname, 'tsconfig.json') },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

export default configuration;
