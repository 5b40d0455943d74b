import { traceOf } from '../support/trace.ts';

/** The story of the huge page that is frozen while others can see it. */

export const specText = `spec collapse;
import kernel.page with MAX_REFS = 3;
type OldId = 0..1;
enum Slot { hole, huge }
var new : Refs = 1;
var cache : [OldId -> Slot] = [_ in OldId -> hole];
ghost var seen : bool? = none;
process getter[g: 0..0] {
  loop {
    pick i in OldId;
    await cache[i] == huge;
    if !get_page_unless_zero(new) { seen = some(true); goto failed; }
  }
failed:
  assert cache[0] == hole, "a frozen page is found";
}
process khugepaged {
  page_ref_freeze(new, 1);
  for i in OldId {
    cache[i] = huge;
  }
}
invariant nobody_fails = seen == none;
check c allow deadlock expect violates nobody_fails, assert;
`;

export const lockUp = await traceOf(specText, 'nobody_fails');

/** The same, ended by an assertion that fails in the last step. */
export const failing = await traceOf(specText, 'assert');
