import type { Texts } from '../result/diagnostics.ts';
import type { CheckData, CoverageData } from '../result/model.ts';
import type { PlaceData } from '../result/places.ts';
import { printable } from '../text/display.ts';
import { lineText } from '../text/source.ts';
import { padEnd, withCommas, wrap } from './layout.ts';
import type { Style } from './style.ts';

/** What was counted at one place of a spec. */
export interface CoverageNote {
  readonly at: PlaceData;
  readonly about: 'step' | 'branch' | 'left side';
  /** Whose step or branch it is, or which property's left side. */
  readonly owner: string;
  /** `taken 12, enabled 12 of 14`; `true 3, false 9`; `12` */
  readonly counts: string;
  /** Something there never happened. */
  readonly isNever: boolean;
}

/** Everything that was counted, in the order of the text; undefined where nothing was. */
export function coverageNotes({ steps, implications, branches }: CoverageData): readonly CoverageNote[] | undefined {
  if (branches === undefined) return undefined;
  const notes: CoverageNote[] = [
    ...steps.flatMap(({ at, owner, counts }): readonly CoverageNote[] => {
      if (counts === undefined) return [];
      const { reached, enabled, taken } = counts;
      const of = reached === undefined || reached === enabled ? '' : ` of ${withCommas(reached)}`;
      const text = `taken ${withCommas(taken)}, enabled ${withCommas(enabled)}${of}`;
      return [{ at, about: 'step', owner, counts: text, isNever: taken === 0 }];
    }),
    ...branches.map(({ at, owner, statement, ways }): CoverageNote => {
      const text = ways.map(({ name, count }) => `${name} ${withCommas(count)}`).join(', ');
      return {
        at,
        about: 'branch',
        owner,
        counts: `${statement}: ${text}`,
        isNever: ways.some(({ count }) => count === 0),
      };
    }),
    ...implications.flatMap(({ at, property, count }): readonly CoverageNote[] =>
      count === undefined
        ? []
        : [{ at, about: 'left side', owner: property, counts: `met ${withCommas(count)}`, isNever: count === 0 }],
    ),
  ];
  const files = [...new Set(notes.map(({ at }) => at.file))];
  return notes.sort(
    (a, b) => files.indexOf(a.at.file) - files.indexOf(b.at.file) || a.at.line - b.at.line || a.at.column - b.at.column,
  );
}

const WIDTH = 78;
/** Columns of a line of the spec. */
const LINE = 30;

/** What `--coverage` prints of a check, under its counts. */
export function renderCoverage({ coverage, file }: CheckData, texts: Texts, style: Style): string {
  const notes = coverageNotes(coverage);
  if (notes === undefined) return `  ${style.dim(NOT_COUNTED)}\n`;
  const parts = (
    [
      ['step', 'steps'],
      ['branch', 'branches'],
      ['left side', 'left sides of properties'],
    ] as const
  ).flatMap(([about, title]) => {
    const own = notes.filter((note) => note.about === about);
    const owners = Math.max(0, ...own.map(({ owner }) => owner.length));
    const lines = own.flatMap(({ at, owner, counts, isNever }) => {
      const source = texts.get(at.file);
      const name = at.file === file ? '' : `${printable(at.file)}:`;
      const text = source === undefined ? '' : printable(lineText(source, at.line - 1).trim());
      const head = `${`${name}${at.line}`.padStart(5)}  ${padEnd(printable(owner), owners)}  ${padEnd(cut(text), LINE)}`;
      const [first = '', ...rest] = wrap(counts, Math.max(WIDTH - head.length - 6, 24));
      const indent = ' '.repeat(head.length + 2);
      const drawn = [`${head}  ${first}`, ...rest.map((one) => `${indent}${one.trim()}`)];
      return drawn.map((line) => `    ${isNever ? style.yellow(line) : line}\n`);
    });
    return lines.length === 0 ? [] : [`  ${title}:\n`, ...lines];
  });
  return parts.length === 0 ? '' : `\n${parts.join('')}`;
}

const NOT_COUNTED =
  'coverage was not counted: the search was interrupted, or its states are not in memory (--fingerprint, files)';

function cut(text: string): string {
  return text.length <= LINE ? text : `${text.slice(0, LINE - 1)}…`;
}
