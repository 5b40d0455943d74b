import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from '../../src/parser/parse.ts';
import type { Declaration, File } from '../../src/syntax/tree.ts';
import { makeSource } from '../../src/text/source.ts';

/** docs/kernel-library.md: the modules of specs/kernel with what their own comments say. */

interface LibraryModule {
  readonly name: string;
  /** The text of the file. */
  readonly text: string;
  readonly tree: File;
}

const introduction = `# The kernel library

<!-- Made from the comments in specs/kernel by \`npm run docs\`: change those. -->

Procedures under the names that the kernel gives them, each with the function that it stands for and what it leaves out. A spec imports
what it needs, \`import kernel.page;\`; the modules come with thps. Those with parameters get them from the importer:
\`import kernel.xarray with XA_SLOTS = 4, type Entry = Slot;\`. Two modules that bring in one name are imported under prefixes:
\`import kernel.lock as l;\`, and then \`l.spin_lock(…)\`.

State is the importer's own wherever the kernel passes a pointer: procedures take it by reference. What the kernel has once
for the whole machine (readers of RCU, interrupts of a CPU) is state of the module. Misuse is an assertion with a name, such as
\`spin_unlock_by_owner\`, which holds or is violated as any other property. Every module has a spec in specs/litmus that shows
what it promises, and that each misuse is found.
`;

/** The page for the modules in \`folder\` (specs/kernel). */
export function libraryPage(folder: string): string {
  const modules = readdirSync(folder)
    .filter((file) => file.endsWith('.thps'))
    .sort()
    .map((file) => readModule(folder, file));
  const rows = modules.map(
    ({ name, tree }) => `| [${name}](#${anchor(name)}) | ${firstSentence(tree.header?.doc ?? '')} |`,
  );
  return [introduction, '| module | subject |', '| --- | --- |', ...rows, '', ...modules.map(section)]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\n*$/, '\n');
}

function readModule(folder: string, file: string): LibraryModule {
  const text = readFileSync(join(folder, file), 'utf8');
  const { tree, diagnostics } = parse(makeSource(file, text));
  if (diagnostics.length > 0) throw new Error(`${file} has syntax errors`);
  return { name: `kernel.${basename(file, '.thps')}`, text, tree };
}

function section({ name, text, tree }: LibraryModule): string {
  const tests = `specs/litmus/${name.replace('.', '-')}.thps`;
  const entries = tree.declarations
    .filter((d) => d.kind !== 'import' && d.kind !== 'assume')
    .map((d) => entry(d, text));
  return `## ${name}\n\n${tree.header?.doc ?? ''}\n\nTested by [${tests}](../${tests}).\n\n${entries.join('\n')}`;
}

/** A declaration as written, up to its body, and its comment. */
function entry(declaration: Declaration, text: string): string {
  const written = text.slice(declaration.span.start, headEnd(declaration)).trim().replace(/;$/, '');
  const doc = 'doc' in declaration ? (declaration.doc ?? '') : '';
  return written.includes('\n')
    ? `    ${written.replaceAll('\n', '\n    ')}\n\n${doc}\n`
    : `**\`${written}\`**\n\n${doc}\n`;
}

/** Where what a user of the declaration has to know ends: before the body of a procedure or function. */
function headEnd(declaration: Declaration): number {
  switch (declaration.kind) {
    case 'proc':
      return declaration.body.span.start;
    case 'fun':
      return declaration.result.span.end;
    default:
      return declaration.span.end;
  }
}

function firstSentence(doc: string): string {
  return /^[^]*?\.(?=\s|$)/.exec(doc.split('\n\n')[0] ?? '')?.[0].replaceAll('\n', ' ') ?? '';
}

/** As GitHub makes them from headings. */
function anchor(heading: string): string {
  return heading.replaceAll('.', '');
}
