import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeEvidence, endingOf } from '../../src/render/report.ts';
import { renderRace } from '../../src/render/trace-race.ts';
import { renderTrace } from '../../src/render/trace-terminal.ts';
import { waitingText } from '../../src/result/statement-text.ts';
import { checkedRun } from '../support/trace.ts';

const folder = join(import.meta.dirname, 'specs');

/** How long the run of each spec is, and what it shows. */
const runs: Readonly<Record<string, readonly [steps: number, evidence: string]>> = {
  'actions-that-choose': [11, 'invariant not_over is violated'],
  'assertion-of-the-library': [
    4,
    'assertion unlock_page_by_owner fails: the page is not locked by the one who unlocks it',
  ],
  'call-that-is-interrupted': [
    4,
    'assertion no_get_page_from_zero fails: VM_BUG_ON_PAGE(page_ref_count(page) <= 0, page)',
  ],
  'failed-assertion-with-indices': [2, 'assertion unlocked fails'],
  'flags-of-a-page': [3, 'invariant lock_is_kept is violated'],
  'for-over-pages': [2, 'invariant never is violated'],
  'index-that-changes': [3, 'invariant never is violated'],
  'index-that-is-outside': [2, 'a value is out of range: index 3 of a is outside 0..2'],
  'load-that-is-outside': [1, 'a value is out of range: index 3 of a is outside 0..2'],
  'local-that-matters': [7, 'invariant never is violated'],
  'loops-and-choices': [5, 'invariant never is violated'],
  'names-of-patterns': [9, 'invariant never is violated'],
  'names-of-the-caller': [2, 'invariant never is violated'],
  'options-sets-and-sequences': [8, 'invariant never is violated'],
  'quantified-names': [7, 'invariant never is violated'],
  'range-error-in-a-map': [1, 'a value is out of range: value 4 for pages[1].refcount is outside 0..3'],
  'range-error-in-a-part': [2, 'a value is out of range: value 4 for narrow[1].1 is outside 0..3'],
  'range-error-of-a-result': [1, 'a value is out of range: value 4 for the result of next() is outside 0..3'],
  'range-error-of-an-argument': [1, "a value is out of range: value 4 for the parameter 'n' of use() is outside 0..3"],
  'results-of-calls': [6, 'invariant never is violated'],
  'same-procedure-twice': [4, 'deadlock: no step is enabled'],
  'steps-that-are-atomic': [2, 'invariant never is violated'],
  'two-levels-of-places': [1, 'invariant never is violated'],
  'update-that-is-outside': [1, 'a value is out of range: index 3 of a is outside 0..2'],
  'values-that-are-stored': [6, 'invariant never is violated'],
  'who-waits-in-a-deadlock': [5, 'deadlock: no step is enabled'],
};

describe('a run is told', () => {
  it.each(readdirSync(folder).map((file) => basename(file, '.thps')))('of %s', async (name) => {
    const text = readFileSync(join(folder, `${name}.thps`), 'utf8');
    const { property, trace } = await checkedRun(text);
    expect([trace.steps.length, describeEvidence(property, trace)]).toEqual(runs[name]);
    const parts = [
      text,
      `=== ${describeEvidence(property, trace)} ===\n${renderRace(trace, endingOf(property, trace))}`,
      ...(trace.waiting ?? []).map((one) => `${one.actor} waits  ${waitingText(one, trace)}`),
      `=== every statement ===\n${renderRace(trace, [], { detail: 'all' })}`,
      `=== in full ===\n${renderTrace(trace)}`,
    ];
    await expect(parts.join('\n')).toMatchFileSnapshot(`../golden/trace/${name}.golden`);
  });
});
