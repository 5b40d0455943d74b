import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { format } from '../../src/format/format.ts';
import { makeSource } from '../../src/text/source.ts';

const sources = join(import.meta.dirname, '..', 'golden', 'parser', 'sources');

/** Comments in all the places that people think of, and in some others. */
const comments = `/* A licence,
   as it is */
/// What the spec is about.
spec  comments // its name
;
// Before a declaration.


/* One. */ /* Two. */
const  A:0..3=1;// behind
  /// Its documentation.
const LONGER : 0..3 = 2; // behind this one
const ALONE : bool = /* why */ true;

enum Empty{ // nothing
}
enum Color { red, green /* of grass */, blue }
union Slot {hole, // nothing there
  /// A page.
  page(0..3 // its number
  )
  // No more.
}
/*
 * A block.
   * Its lines begin with stars.
 */
process p {
 // the first line
  if A == 1 { skip; } // one
  // between branches
  else { skip; }
  /// Documents the label.
  done: skip; // behind

  // alone in a block
  loop { // for ever
    // nothing
  }
  // the last line
}

invariant wide = ALONE && ( // in parentheses
  A == 1 || LONGER == 2 // the second
  // in a line of its own
  || A == 3 ) /* before */ && true;
check c // the name
  with A = 2, // two
    LONGER = 3
  /* before expect */ expect holds;
check a_name_that_takes_its_room with A = 1,/**/LONGER
/* before the sign */ = 3
  only wide;
// The end.
`;

/** Lines that are too wide, each in another way. */
const wide = `spec wide;
import kernel.xarray with XA_SLOTS = 2, type Entry = SomeVeryLongEntryNameOfTheImporter, XA_OTHER = 12345, XA_FURTHER = 4;
invariant conjunction = first_condition_of_all && second_condition_of_all || third_condition_of_all && fourth_condition_of_all;
invariant premise = first_condition_of_all && second_condition_of_all => third_condition_of_all && fourth_condition_of_all;
invariant short = all_done => first_condition_of_all && second_condition_of_all && third_condition_of_all && the_last_one;
temporal leads = first_condition_of_all || second_condition_of_all || third_condition ~> fourth_condition_of_all || fifth;
invariant nested = forall page in AllOfThePages, index in AllOfTheIndices: (exists other in AllOfThePages: other != page && refcount[other] > 0);
fun choice(p: Page): Content = if !pages[p].uptodate then zeroes_of_a_page else if p == the_new_page then huge_page[p] else small_page[p];
fun by_case(p: Page): Content = match cache[p] { hole => zeroes_of_a_page, swap => original_content, page(q) => content_of(q, p) };
fun record(): Page = Page { refcount: one_reference_of_the_cache, mapcount: no_mapping_at_all, locked_by: none, uptodate: true };
fun called(first_parameter: SomeVeryLongTypeName, second_parameter: SomeVeryLongTypeName, third_parameter: Other): bool = true;
var table : [Index -> Page] = [index in Index -> Page { refcount: references_of(index), locked_by: none, uptodate: index > 0 }];
enum Misuse { nothing, free_at_once, wait_first, unlock_early, unlock_twice, wait_in_reader, call_twice, lock_too_deep, last }
process khugepaged[c: Cpu] if VARIANT in {before_the_patch, after_the_patch} strong fair while tree_lock == some(self) { skip; }
process other { if first_condition_of_all && second_condition_of_all { do_this_thing(with_this, and_this); } else { do_that_thing(); }
  assert named_property: first_condition_of_all && second_condition_of_all && third_condition_of_all, "a message about it";
  pages[new_page] = Page { refcount: one_reference_of_the_cache, mapcount: no_mapping_at_all, locked_by: none, mapping: true }; }
check c for VARIANT in {before_the_patch, after_the_patch} with A_CONSTANT = 3, ANOTHER_CONSTANT = {first, second} without p.label, p.other, q.third moving p.label after p.other expect violates first_property in 12 steps, second_property in 13 steps, third_property, deadlock;
`;

/** Columns of a line at most. */
const WIDTH = 120;

/** Lines that have to come out, in this order, whatever `-u` writes into the golden files. */
const linesOfComments = [
  'spec comments;            // its name',
  '/* One. */ /* Two. */',
  'const A      : 0..3 = 1;  // behind',
  '/// Its documentation.',
  'const ALONE  : bool = /* why */ true;',
  'enum Color { red, green /* of grass */, blue }',
  '  hole,       // nothing there',
  '  // No more.',
  ' * Its lines begin with stars.',
  '  // between branches',
  'done:',
  '  skip;       // behind',
  '    // nothing',
  '  && (                     // in parentheses',
  '    // in a line of its own',
  '  /* before */ && true;',
  '// The end.',
];
const wideLines = [
  'import kernel.xarray',
  '  with XA_SLOTS = 2, type Entry = SomeVeryLongEntryNameOfTheImporter, XA_OTHER = 12345, XA_FURTHER = 4;',
  'invariant conjunction =',
  '  forall page in AllOfThePages, index in AllOfTheIndices:',
  '  if !pages[p].uptodate then zeroes_of_a_page else if p == the_new_page then huge_page[p] else small_page[p];',
  'fun called(',
  '  first_parameter: SomeVeryLongTypeName, second_parameter: SomeVeryLongTypeName, third_parameter: Other',
  '): bool =',
  '  nothing, free_at_once, wait_first, unlock_early, unlock_twice, wait_in_reader, call_twice, lock_too_deep, last',
  '    "a message about it";',
  '  without p.label, p.other, q.third moving p.label after p.other',
  '  expect violates first_property in 12 steps, second_property in 13 steps, third_property, deadlock;',
];
const linesOfGrammar = [
  'import "./p.thps" with N = 3, type T = Slot as pg;',
  'type U = [0..N - 1 -> set of T?];',
  'struct S {',
  'union Q { hole, small(OldId), pair(a: T, b: V) }',
  'var a       : [T -> U];',
  'action act2 strong fair if A == B {}',
  'l:',
  'm: { x--; }',
];
const linesOfLanguage = [
  'const GUARD   : Guard = lock_only;',
  'const OLD     : 1..4 = 2;  // small pages to collapse',
  'symmetric Getter[GETTERS];               // interchangeable values: a scalarset',
  'union Slot { hole, small(OldId), huge }  // one slot of the page-cache tree',
  '  lookup: {',
  '    again:',
  'uptodate:',
  'check before_patch with GUARD = freeze_refcount',
  '  expect violates no_frozen_page_visible, getter_never_spins;',
];

it.each([
  ['comments', comments, linesOfComments],
  ['wide-lines', wide, wideLines],
  ['grammar', readFileSync(join(sources, 'tree-grammar.txt'), 'utf8'), linesOfGrammar],
  ['language', readFileSync(join(sources, 'tree-language.txt'), 'utf8'), linesOfLanguage],
])('lays out %s', async (name, text, expected) => {
  const result = format(makeSource(name, text));
  if ('problems' in result) throw new Error(result.problems.map((one) => one.message).join('\n'));
  expect(format(makeSource(name, result.text))).toEqual(result);
  const lines = result.text.split('\n');
  expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
  expect(lines.filter((line) => expected.includes(line))).toEqual(expected);
  const golden = `${text}\n${'-'.repeat(100)} formatted\n\n${result.text}`;
  await expect(golden).toMatchFileSnapshot(`../golden/format/${name}.golden`);
});
