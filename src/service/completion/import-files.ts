import type { Analysis } from '../analysis.ts';
import type { CursorContext } from '../context.ts';
import type { Completion } from '../data.ts';
import { toRange } from '../positions.ts';
import { keyOf, type Workspace } from '../workspace.ts';

/** `import "./|`: libraries among the files of the workspace, by their paths from the file that imports them. */
export function importFiles(
  workspace: Workspace,
  { source }: Analysis,
  { before, offsets }: CursorContext,
  offset: number,
): readonly Completion[] {
  const quote = offsets.at(-1);
  if (quote === undefined || before.at(-2) !== 'import') return [];
  const range = toRange(source, { start: quote + 1, end: offset });
  return workspace
    .uris()
    .flatMap((uri) => {
      const path = pathFrom(source.name, uri);
      const text = path === undefined ? undefined : workspace.source(uri)?.text;
      return path !== undefined && text !== undefined && isLibrary(text) ? [path] : [];
    })
    .sort()
    .map((path) => ({ label: path, kind: 'module', insertText: path, isSnippet: false, range, rank: 1 }));
}

/** Whether a text begins with `library`, behind comments. */
function isLibrary(text: string): boolean {
  return /^\ufeff?(\s|\/\/[^\n]*|\/\*[^]*?\*\/)*library\b/.test(text);
}

/** `./x.thps`, `../y/x.thps`; undefined for the file itself, and where no relative path leads. */
function pathFrom(from: string, to: string): string | undefined {
  const folders = keyOf(from).split('/').slice(0, -1);
  const parts = keyOf(to).split('/');
  let common = 0;
  while (common < folders.length && folders[common] === parts[common]) common++;
  // `file:///` and its like are three parts.
  if (keyOf(from) === keyOf(to) || common < 3) return undefined;
  const up = folders.slice(common).map(() => '..');
  return [...(up.length === 0 ? ['.'] : up), ...parts.slice(common)].join('/');
}
