import { type Location, spanText } from '../text/source.ts';
import { type Diagnostic, diagnostic } from './diagnostic.ts';

/** Messages about turning bodies into steps (4xxx) and about steps that no CPU takes (6xxx). */

export function endlessLocalLoop(at: Location): Diagnostic {
  return diagnostic('THPS4001', 'this can go round for ever without touching shared state', {
    at,
    label: 'comes back here without a step in between',
    hint: 'every cycle needs a statement that reads or writes shared state, or a label, which makes a step of it',
  });
}

export function loopInAtomic(at: Location): Diagnostic {
  return diagnostic('THPS4002', 'only `for` may repeat inside `atomic`', {
    at,
    label: 'goes back inside an atomic step',
    hint: 'an atomic step has to end: use `for x in S`, or take the loop out of the atomic block',
  });
}

export function tooLarge(at: Location, what: string, limit: number): Diagnostic {
  return diagnostic('THPS4003', `this body becomes too large: more than ${limit} ${what} once its calls are inlined`, {
    at,
    hint: 'each call is a copy of the procedure; call fewer procedures from procedures, or put the call into a loop',
  });
}

export function editLosesName(at: Location, edit: Location, name: string, declared: Location): Diagnostic {
  return diagnostic('THPS4004', `'${name}' does not exist here any more`, {
    at,
    label: 'used here',
    secondary: [
      { location: edit, text: 'because of this' },
      { location: declared, text: `'${name}' is declared here` },
    ],
    hint: 'label a statement that declares nothing that is used elsewhere',
  });
}

export function movedIntoItself(at: Location): Diagnostic {
  return diagnostic('THPS4005', 'a statement cannot be moved after a part of itself', {
    at,
    hint: 'name a label outside the statement that is moved',
  });
}

export function acrossTemporal(at: Location): Diagnostic {
  return diagnostic('THPS4006', 'this cannot stand around or across a temporal operator', {
    at,
    hint: 'temporal operators and `enabled` stand under `!`, `&&`, `||`, `=>`, `<=>`, `if`, `forall` and `exists`; other names have to be bound on their side of one',
  });
}

export function formulaTooLarge(at: Location, name: string): Diagnostic {
  return diagnostic('THPS4007', `temporal property '${name}' is too large to check`, {
    at,
    hint: 'split it into several properties, or quantify over a smaller set',
  });
}

export function notAtomic(at: Location, touched: readonly string[], both: boolean, isAssignment: boolean): Diagnostic {
  const what = both
    ? `reads and writes ${touched[0] ?? 'the same location'} in one step`
    : `touches ${touched.join(', ')} in one step`;
  // An assignment, as a statement of its own: `atomic` before a call would mean all of the procedure.
  const text = spanText(at);
  const isStatement = isAssignment && text.endsWith(';') && !/^(ghost|var)\b/.test(text);
  const before = { source: at.source, span: { start: at.span.start, end: at.span.start } };
  return diagnostic('THPS6001', `this ${what}, which a CPU does not do`, {
    at,
    ...(isStatement ? { fixes: [{ title: "Write 'atomic'", edits: [{ location: before, text: 'atomic ' }] }] } : {}),
    severity: 'warning',
    label: 'others cannot run in between here',
    hint: both
      ? 'write `atomic` before it if it stands for an atomic operation (atomic_inc()), or load into a `let` first'
      : 'write `atomic` before it if a lock or an atomic operation makes it one step, or split it with `let`',
  });
}
