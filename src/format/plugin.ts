import { builders } from 'prettier/doc';
import type { Doc, Parser, Plugin, Printer } from 'prettier';
import { isError } from '../diagnostics/diagnostic.ts';
import { parse as parseSpec } from '../parser/parse.ts';
import type { File } from '../syntax/tree.ts';
import { makeSource, positionAt, type Source } from '../text/source.ts';
import { formatTree, style } from './format.ts';

const { hardline, join } = builders;

/** The public face of `thps/prettier-plugin`: what prettier asks of a plugin. */

/** What prettier carries from the parser to the printer. */
interface Parsed {
  readonly source: Source;
  readonly tree: File;
}

export const languages: Plugin['languages'] = [
  { name: 'thps', parsers: ['thps'], extensions: ['.thps'], aliases: ['thps'] },
];

const parser: Parser<Parsed> = {
  astFormat: 'thps',
  parse(text) {
    const source = makeSource('', text);
    const { tree, diagnostics } = parseSpec(source);
    const error = diagnostics.find(isError);
    if (error !== undefined) throw syntaxError(source, error.message, error.primary?.location.span.start ?? 0);
    return { source, tree };
  },
  locStart: ({ tree }) => tree.span.start,
  locEnd: ({ tree }) => tree.span.end,
};

/** The form in which prettier shows the place of an error. */
function syntaxError(source: Source, message: string, offset: number): SyntaxError {
  const { line, column } = positionAt(source, offset);
  return Object.assign(new SyntaxError(`${message} (${line + 1}:${column + 1})`), {
    loc: { start: { line: line + 1, column: column + 1 } },
  });
}

const printer: Printer<Parsed> = {
  print(path, options): Doc {
    const { source, tree } = path.node;
    const { printWidth, tabWidth, useTabs = false } = options;
    return join(hardline, formatTree(source, tree, { printWidth, tabWidth, useTabs }).split('\n'));
  },
};

export const parsers: Plugin['parsers'] = { thps: parser };
export const printers: Plugin['printers'] = { thps: printer };
export const defaultOptions: Plugin['defaultOptions'] = { ...style };
