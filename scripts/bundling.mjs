// What the package and the site are built with.
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/**
 * chevrotain's parser knows its lexer only for the pattern of tokens that no lexer makes. Texts are read by
 * src/parser/lexer.ts, so that its code would be loaded with each command and never run.
 * @type {import('esbuild').Plugin}
 */
export const withoutLexer = {
  name: 'without-lexer',
  setup(build) {
    build.onLoad({ filter: /[/\\]chevrotain[/\\]lib[/\\]src[/\\]scan[/\\]lexer_public\.js$/ }, () => ({
      contents: 'export const Lexer = { NA: /NOT_APPLICABLE/ }; export const LexerDefinitionErrorType = {};',
    }));
  },
};

/** What one token decides at each place of the grammar, as JSON, so that no command has to work it out. */
export async function drawDecisions() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `import { decisionsOf } from './src/parser/decisions.ts';
        import { SpecParser } from './src/parser/rules/spec-parser.ts';
        export const decisions = JSON.stringify(decisionsOf(new SpecParser()));`,
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
    logLevel: 'warning',
  });
  const [parser] = outputFiles;
  if (!parser) throw new Error('the parser was not built');
  /** @type {{ decisions: string }} */
  const { decisions } = await import(`data:text/javascript,${encodeURIComponent(parser.text)}`);
  return decisions;
}
