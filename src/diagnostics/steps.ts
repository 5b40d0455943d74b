import { type Location, spanText } from '../text/source.ts';
import { type Diagnostic, diagnostic, type Label } from './diagnostic.ts';
import { before, replace } from './fixes.ts';

/** 4001 to 4008: bodies that cannot be turned into steps; 6001 and 6002: steps that no CPU takes. */

export function endlessLocalLoop(at: Location): Diagnostic {
  return diagnostic('THPS4001', 'this loop takes no step, and nothing shows that it ends', {
    at,
    label: 'comes back here without a step in between',
    hint: 'count a local up or down in every round, or put a label into it, which makes a step of each round',
  });
}

export function loopInAtomic(at: Location): Diagnostic {
  return diagnostic('THPS4002', 'only `for` may repeat inside `atomic`', {
    at,
    label: 'goes back inside an atomic step',
    hint: 'an atomic step has to end: use `for x in S`, or move the loop out of the atomic block',
  });
}

export function tooLarge(at: Location, what: string, limit: number): Diagnostic {
  return diagnostic('THPS4003', `this body becomes too large: more than ${limit} ${what} once its calls are inlined`, {
    at,
    hint: 'each call is a copy of the procedure; call fewer procedures from procedures, or put the call into a loop',
  });
}

/** A scenario whose names stand for so many steps that noting them would take more than there is room for. */
export function scenarioTooLarge(at: Location, most: number): Diagnostic {
  return diagnostic(
    'THPS4003',
    `this scenario becomes too large: its steps happen at more than ${most} places in all`,
    {
      at,
      hint: 'name labels in place of whole processes, and fewer of them',
    },
  );
}

/** Edits of a check, and the check. */
export interface EditsOfCheck {
  readonly check: string;
  /** Each with its place, which begins behind the word. */
  readonly edits: readonly { readonly kind: 'without' | 'moving'; readonly at: Location }[];
}

function withEdits({ check, edits }: EditsOfCheck): string {
  const texts = edits.map(({ kind, at }) => `\`${kind} ${spanText(at).replace(/\s+/g, ' ')}\``);
  return `with ${texts.join(' and ')} of check '${check}'`;
}

function becauseOf({ edits }: EditsOfCheck): readonly Label[] {
  return edits.map(({ at }) => ({ location: at, text: 'because of this' }));
}

export function editLosesName(at: Location, edited: EditsOfCheck, name: string, declared: Location): Diagnostic {
  return diagnostic('THPS4004', `${withEdits(edited)}, '${name}' is not declared here`, {
    at,
    label: 'used here',
    secondary: [...becauseOf(edited), { location: declared, text: `'${name}' is declared here` }],
    hint: 'label a statement that declares nothing that is used elsewhere, or move what uses it as well',
  });
}

export function editLosesLabel(at: Location, edited: EditsOfCheck, label: string, declared: Location): Diagnostic {
  return diagnostic('THPS4004', `${withEdits(edited)}, there is no label '${label}' to jump to`, {
    at,
    secondary: [...becauseOf(edited), { location: declared, text: 'goes with the statement that it stands in' }],
    hint: 'leave out a statement without the label, or the jump as well',
  });
}

export function editChangesName(
  at: Location,
  edited: EditsOfCheck,
  name: string,
  declared: { readonly before: Location; readonly now: Location },
): Diagnostic {
  return diagnostic('THPS4004', `${withEdits(edited)}, '${name}' means another declaration`, {
    at,
    label: 'used here',
    secondary: [
      ...becauseOf(edited),
      { location: declared.before, text: 'this one without the edit' },
      { location: declared.now, text: 'this one with it' },
    ],
    hint: 'give the two different names',
  });
}

/** @param word `break`, `continue` */
export function editChangesLoop(at: Location, edited: EditsOfCheck, word: string): Diagnostic {
  return diagnostic('THPS4004', `${withEdits(edited)}, this \`${word}\` is about another loop`, {
    at,
    secondary: becauseOf(edited),
    hint: 'move a statement around it, so that its loop moves along, or leave it in its loop',
  });
}

/** Whatever else is wrong with an edited body: the message of who found it says what. */
export function editBreaks(problem: Diagnostic, edited: EditsOfCheck): Diagnostic {
  const { message, primary, secondary, notes, hint } = problem;
  return diagnostic('THPS4004', `${withEdits(edited)}, ${message}`, {
    ...(primary ? { at: primary.location, label: primary.text } : {}),
    secondary: [...becauseOf(edited), ...secondary],
    notes,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** What is wrong with the steps of a run that edits bodies, and may be right without the edits. */
export function inEditedRun(problem: Diagnostic, edited: EditsOfCheck): Diagnostic {
  return { ...problem, notes: [...problem.notes, withEdits(edited)] };
}

export function movedIntoItself(at: Location): Diagnostic {
  return diagnostic('THPS4005', 'a statement cannot be moved after itself or after a part of itself', {
    at,
    hint: 'name a label outside the statement that is moved, and no label that this check moves after it',
  });
}

export function editedTwice(at: Location, label: string, earlier: Location): Diagnostic {
  return diagnostic('THPS4008', `'${label}' is already edited`, {
    at,
    secondary: [{ location: earlier, text: 'this edit is about it as well' }],
    hint: 'a check either leaves a statement out or moves it once',
  });
}

export function editOfLeftOut(at: Location, label: string, outer: string, because: Location): Diagnostic {
  return diagnostic('THPS4008', `'${label}' is inside '${outer}', which this check leaves out`, {
    at,
    secondary: [{ location: because, text: 'leaves it out' }],
    hint: `name a label outside of '${outer}', or leave out less`,
  });
}

export function acrossTemporal(at: Location): Diagnostic {
  return diagnostic('THPS4006', 'this cannot enclose or cross a temporal operator', {
    at,
    hint: 'temporal operators and `enabled` can only be inside `!`, `&&`, `||`, `=>`, `<=>`, `if`, `forall` and `exists`; other names have to be bound on their side of one',
  });
}

export function formulaTooLarge(at: Location, name: string): Diagnostic {
  return diagnostic('THPS4007', `temporal property '${name}' is too large to check`, {
    at,
    hint: 'split it into several properties, or quantify over a smaller set',
  });
}

/** A statement that is no atomic step by itself. An assignment can be made one by `atomic` before it. */
export interface PlainStatement {
  readonly at: Location;
  readonly isAssignment: boolean;
}

export function readsAndWrites(statement: PlainStatement, location: string): Diagnostic {
  return notAtomic(
    statement,
    `reads and writes ${location} in one step`,
    'write `atomic` before it if it stands for an atomic operation (atomic_inc()), or load into a `let` first',
  );
}

export function touchesSeveral(statement: PlainStatement, touched: readonly string[]): Diagnostic {
  return notAtomic(
    statement,
    `touches ${touched.join(', ')} in one step`,
    'write `atomic` before it if a lock or an atomic operation makes it one step, or split it with `let`',
  );
}

function notAtomic({ at, isAssignment }: PlainStatement, what: string, hint: string): Diagnostic {
  // An assignment, as a statement of its own: `atomic` before a call would mean all of the procedure.
  const text = spanText(at);
  const isStatement = isAssignment && text.endsWith(';') && !/^(ghost|var)\b/.test(text);
  return diagnostic('THPS6001', `this ${what}, which a CPU does not do`, {
    at,
    ...(isStatement ? { fixes: [replace("Write 'atomic'", before(at), 'atomic ')] } : {}),
    severity: 'warning',
    label: 'others cannot run in between here',
    hint,
  });
}

/** @param name of steps, in a scenario */
export function noSuchStep(at: Location, name: string): Diagnostic {
  return diagnostic('THPS6002', `no step of this run is '${name}'`, {
    at,
    severity: 'warning',
    hint: 'a label within `atomic` begins no step, and a process may be absent with these constants',
  });
}
