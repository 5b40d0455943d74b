import type { Location } from '../text/source.ts';

/** What the message is about: an error stops the file from being checked, a warning or an advice does not. */
export type Severity = 'error' | 'warning' | 'information';

/** A place and what is to be said about it there. The text may be empty. */
export interface Label {
  readonly location: Location;
  readonly text: string;
}

/** A replacement of text that mends the problem; `title` is what the editor's menu shows. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly { readonly location: Location; readonly text: string }[];
}

/**
 * What kind of thing went wrong: what programs ask, who show, filter and count messages, or end with an exit code.
 * `usage`: of the command line, with the values of its options. `input`: a file that cannot be read, or written.
 * `stale`: a file that its command would change. `interrupted`: a limit or a signal came before the answer.
 * `assumption`: an `assume` is false. `lowering`: steps, and limits of what can be explored. `vacuity`: the exploration
 * never met it.
 */
export type DiagnosticClass =
  | 'usage'
  | 'input'
  | 'stale'
  | 'interrupted'
  | 'syntax'
  | 'name'
  | 'type'
  | 'assumption'
  | 'lowering'
  | 'vacuity'
  | 'lint'
  | 'internal';

/** What the text speaks of, and what is not there. `target`: the label of a `goto`, in the blocks around it. */
export type Missing = 'header' | 'name' | 'label' | 'target' | 'property' | 'constant';

/** Says of each message about a text what kind it is: by the first digit of its code. */
const classes = {
  1: 'syntax',
  2: 'name',
  3: 'type',
  4: 'lowering',
  5: 'vacuity',
  6: 'lint',
} as const satisfies Readonly<Record<number, DiagnosticClass>>;

type TextDigit = keyof typeof classes;

/** Of the command line, of files, and of thps itself: the code does not say what kind of thing went wrong. */
type CommandCode = `THPS0${number}` | `THPS9${number}`;
type TextCode = `THPS${TextDigit}${number}`;

/**
 * One message to the author of a spec. Made only by the constructors of this folder, one per code:
 * 0xxx command line and files, 1xxx syntax, 2xxx names, 3xxx types, 4xxx steps and limits, 5xxx
 * exploration, 6xxx lints, 9xxx internal errors.
 */
export interface Diagnostic {
  /** `THPS2001`. */
  readonly code: string;
  readonly class: DiagnosticClass;
  readonly severity: Severity;
  readonly missing?: Missing;
  /** The checks of the file that have it, where others have not. */
  readonly onlyIn?: readonly string[];
  /** One sentence without a final stop, in the words of a spec's author. */
  readonly message: string;
  /** Absent only where there is no text to point at (a missing file, a wrong option). */
  readonly primary?: Label;
  readonly secondary: readonly Label[];
  readonly notes: readonly string[];
  /** What to write instead. */
  readonly hint?: string;
  readonly fixes: readonly Fix[];
}

/** The parts of a diagnostic that its constructor chooses; the rest have defaults. */
export interface DiagnosticParts {
  readonly at?: Location;
  /** Text under the primary caret. */
  readonly label?: string;
  readonly secondary?: readonly Label[];
  readonly notes?: readonly string[];
  readonly hint?: string | undefined;
  readonly fixes?: readonly Fix[];
  readonly severity?: Severity;
  /** Where the first digit of the code does not say it. */
  readonly class?: DiagnosticClass;
  readonly missing?: Missing;
}

type CommandParts = DiagnosticParts & Required<Pick<DiagnosticParts, 'class'>>;

export function diagnostic(code: CommandCode, message: string, parts: CommandParts): Diagnostic;
export function diagnostic(code: TextCode, message: string, parts?: DiagnosticParts): Diagnostic;
export function diagnostic(code: CommandCode | TextCode, message: string, parts: DiagnosticParts = {}): Diagnostic {
  const ofOption = parts.at?.source.origin === 'option';
  return {
    code,
    class: parts.class ?? (ofOption ? 'usage' : classes[Number(code.charAt(4)) as TextDigit]),
    severity: parts.severity ?? 'error',
    ...(parts.missing === undefined ? {} : { missing: parts.missing }),
    message,
    ...(parts.at ? { primary: { location: parts.at, text: parts.label ?? '' } } : {}),
    secondary: parts.secondary ?? [],
    notes: parts.notes ?? [],
    ...(parts.hint === undefined ? {} : { hint: parts.hint }),
    fixes: parts.fixes ?? [],
  };
}

/** A second caret. */
export function here(location: Location, text: string): readonly Label[] {
  return [{ location, text }];
}

/** The second caret of many messages. */
export function declaredHere(at: Location | undefined): readonly Label[] {
  return at ? here(at, 'declared here') : [];
}

export function isError(d: Diagnostic): boolean {
  return d.severity === 'error';
}
