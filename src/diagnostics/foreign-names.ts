import type { Location } from '../text/source.ts';
import { type Diagnostic, diagnostic, type Fix } from './diagnostic.ts';

/** 2002: names of other languages. Those of kernel code that are called are in `kernel-idioms.ts`. */

/** Where what to write instead is one word in quotes, and nothing else: `true`; or a function in place of another. */
function writeInstead(at: Location, instead: string): readonly Fix[] {
  const isCalled = at.source.text.charAt(at.span.end) === '(';
  const word = (isCalled ? /^`(\w+)\(/ : /^`(\w+)`(?=$|, and )/).exec(instead)?.[1];
  return word === undefined ? [] : [{ title: `Write '${word}'`, edits: [{ location: at, text: word }] }];
}

const FOREIGN_NAMES: ReadonlyMap<string, string> = new Map([
  ['TRUE', '`true`'],
  ['FALSE', '`false`'],
  ['NULL', '`none`, and the type `T?`'],
  ['nil', '`none`, and the type `T?`'],
  ['null', '`none`, and the type `T?`'],
  ['Cardinality', '`size(s)`'],
  ['Len', '`size(s)`'],
  ['Head', '`head(s)`'],
  ['Tail', '`tail(s)`'],
  ['Append', '`push(s, e)`'],
  ['UNCHANGED', 'nothing: what is not assigned stays as it is'],
  ['DOMAIN', 'the key type of the map'],
  ['pc', '`p at label`'],
  ['_pid', '`self`'],
  ['ENABLED', '`enabled(a)`'],
  ['F', '`eventually`'],
  ['G', '`always`'],
  ['WF_vars', '`fair` after the name of the process'],
  ['SF_vars', '`strong fair` behind the name of the process'],
  ['printf', 'nothing: a trace shows every value'],
]);

/** A name of TLA+, PlusCal, Promela or C for something that is written differently here. */
export function foreignName(at: Location, name: string): Diagnostic | undefined {
  const instead = FOREIGN_NAMES.get(name);
  if (instead === undefined) return undefined;
  return diagnostic('THPS2002', `there is no '${name}' here`, {
    at,
    hint: `write ${instead}`,
    fixes: writeInstead(at, instead),
  });
}

const FOREIGN_TYPES: ReadonlyMap<string, string> = new Map([
  ['int', 'a range that holds all its values: `0..7`'],
  ['Int', 'a range that holds all its values: `0..7`'],
  ['Nat', 'a range that holds all its values: `0..7`'],
  ['unsigned', 'a range that holds all its values: `0..7`'],
  ['integer', 'a range that holds all its values: `0..7`'],
  ['u8', 'the range `0..255`, or better a smaller one'],
  ['u16', 'the range `0..65535`, or better a smaller one'],
  ['u32', 'a range that holds all its values: `0..7`'],
  ['byte', 'the range `0..255`, or better a smaller one'],
  ['short', 'a range that holds all its values: `0..7`'],
  ['long', 'a range that holds all its values: `0..7`'],
  ['bit', '`bool`, or the range `0..1`'],
  ['BOOLEAN', '`bool`'],
  ['boolean', '`bool`'],
  ['_Bool', '`bool`'],
  ['string', 'an `enum` of the texts that occur'],
  ['STRING', 'an `enum` of the texts that occur'],
  ['Seq', '`seq[n] of T`'],
  ['pid', '`Process`'],
]);

export function foreignType(at: Location, name: string): Diagnostic | undefined {
  const instead = FOREIGN_TYPES.get(name);
  if (instead === undefined) return undefined;
  return diagnostic('THPS2002', `there is no type '${name}' here`, {
    at,
    hint: `write ${instead}`,
    fixes: writeInstead(at, instead),
  });
}
