import { builtinRules } from 'eslint/use-at-your-own-risk';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The one way to have a rule twice: a warning at 400 lines, an error at 500.
// eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other access to a built-in rule
const maxLines = builtinRules.get('max-lines');
if (maxLines === undefined) throw new Error('eslint has no rule max-lines');

/** Tests that are left out, or that leave out all others. */
const leftOutTests = {
  selector:
    'MemberExpression[object.name=/^(it|test|describe|suite)$/][property.name=/^(skip|only|todo|skipIf|runIf|fails)$/]',
  message: 'A test that does not run is a defect: repair it or delete it.',
};

const forbiddenSyntax = [
  { selector: 'TSEnumDeclaration', message: 'Write a union of string literals.' },
  { selector: 'TSModuleDeclaration[declare!=true]', message: 'Write a module.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: 'ExportSpecifier[exported.name="default"]', message: 'Export by name.' },
];

/** Codes are for people to look up; programs ask for `class` and `missing`. */
const codes = {
  selector: 'Literal[value=/^THPS\\d/]',
  message: 'Ask for the class of a diagnostic, or for what is missing: only src/diagnostics knows codes.',
};

const exit = {
  selector: 'CallExpression[callee.object.name="process"][callee.property.name="exit"]',
  message: 'Return an exit code; endProcess() of src/driver/end.ts is for what cannot.',
};

export default defineConfig(
  globalIgnores([
    'dist/',
    'dist-site/',
    'coverage/',
    'test/editor/',
    'test/browser/',
    'site/page/offline.js',
    '.cache/',
  ]),
  {
    files: ['**/*.ts', '**/*.mjs'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    plugins: { house: { rules: { 'long-file': maxLines } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { requireDefaultForNonUnion: true, considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],

      // They cost clarity here and find nothing.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off', // loops over arrays under noUncheckedIndexedAccess
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { boolean: true } }],
      '@typescript-eslint/unified-signatures': 'off',

      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', ...forbiddenSyntax],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'lsp/**/*.ts', 'grammar/**/*.ts', 'site/**/*.ts'],
    rules: {
      'house/long-file': ['warn', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**/*.ts', 'grammar/**/*.ts'],
    ignores: ['src/main.ts', 'src/cli/**'],
    rules: { 'no-console': 'error' },
  },
  {
    // The same code runs in Node, in an editor's worker and in a web page.
    files: ['src/**/*.ts', 'grammar/**/*.ts'],
    ignores: [
      'src/main.ts',
      'src/{api,cli,dap,driver,mcp}/**',
      'src/explorer/{workers,checkpoint,store}*',
      'src/explorer/{workers,checkpoint,store}*/**',
    ],
    rules: { 'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'require', '__dirname', '__filename'] },
  },
  {
    files: ['src/**/*.ts', 'lsp/**/*.ts'],
    ignores: ['src/diagnostics/**', 'src/driver/end.ts'],
    rules: { 'no-restricted-syntax': ['error', ...forbiddenSyntax, codes, exit] },
  },
  {
    // Elsewhere the index of a loop is the reason: states, steps and instructions are looked up by number, millions of times.
    files: [
      'src/{backend,cli,core,diagnostics,document,driver,format,ir,modules,parser,render,service,syntax,temporal,text,trace,typecheck}/**/*.ts',
      'src/explorer/**/*.ts',
      'src/main.ts',
      'lsp/**/*.ts',
      'grammar/**/*.ts',
    ],
    ignores: [
      // A table of numbers, filled in a loop.
      'src/backend/wasm/emit/dominators.ts',
      // Closures that are run for each state: a test at each look-up shows.
      'src/core/{evaluate.ts,evaluate/**}',
      // Typed arrays of all states or transitions, looked at word by word.
      'src/backend/wasm/search/{external-search,parents}.ts',
      'src/explorer/external/{batch,known-states,sorted-run,state-log}.ts',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'error' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...forbiddenSyntax, leftOutTests] },
  },
  {
    // Their readers ask for a default export.
    files: ['*.config.{ts,mjs}', '.dependency-cruiser.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Ambient declarations describe what others wrote.
    files: ['types/**/*.d.ts'],
    rules: {
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    rules: {
      // JSON is what it is, and JSDoc types are no place for assertions.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
