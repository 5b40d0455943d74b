import { describe, expect, it } from 'vitest';
import type { Exploration, Finding, ModelProperty } from '../../src/explorer/model.ts';
import { judge, pathLength, type Expectation } from '../../src/explorer/verdict.ts';

const properties: readonly ModelProperty[] = [
  { name: 'p', kind: 'invariant', expectViolated: false },
  { name: 'q', kind: 'invariant', expectViolated: true },
  { name: 'r', kind: 'reachable', expectViolated: false },
];
const violation = (property: number, steps: number): Finding => ({
  property,
  kind: 'violation',
  path: { states: Array.from({ length: steps + 1 }, (_, i) => `s${i}`) },
});
const witness: Finding = { property: 2, kind: 'witness', path: { states: ['s'] } };

function exploration(end: Exploration['end'], findings: readonly Finding[] = []): Exploration {
  return { end, findings, distinct: 10, generated: 20, depth: 3, frontier: 0, stepsRun: [], implicationsMet: [] };
}

function outcome(result: Exploration, expected: Expectation = { violated: [{ property: 'q' }] }) {
  const { properties: verdicts, problems } = judge(properties, result, expected);
  return { results: verdicts.map((one) => `${one.name} ${one.result}`), problems: problems.map((one) => one.kind) };
}

describe('a verdict', () => {
  it('is good where exactly the expected was violated', () => {
    expect(outcome(exploration('complete', [violation(1, 2), witness]))).toEqual({
      results: ['p holds', 'q violated', 'r witnessed'],
      problems: [],
    });
  });

  it('does not say of deadlock that it holds where it is allowed, but of any other property', () => {
    const deadlock: ModelProperty = { name: 'deadlock', kind: 'deadlock', expectViolated: false };
    const result = (end: Exploration['end'], allowDeadlock: boolean): readonly string[] =>
      judge([deadlock, properties[0]!], exploration(end), { violated: [], allowDeadlock }).properties.map(
        (p) => p.result,
      );
    expect(result('complete', true)).toEqual(['allowed', 'holds']);
    expect(result('max-states', true)).toEqual(['allowed', 'undecided']);
    expect(result('complete', false)).toEqual(['holds', 'holds']);
  });

  it('does not call a property that was not explored to the end holding', () => {
    expect(outcome(exploration('decided', [violation(1, 2), witness]))).toEqual({
      results: ['p undecided', 'q violated', 'r witnessed'],
      problems: [],
    });
  });

  it('finds fault with an unexpected violation and a state that is never reached', () => {
    expect(outcome(exploration('complete', [violation(0, 1), violation(1, 2)]))).toEqual({
      results: ['p violated', 'q violated', 'r unreached'],
      problems: ['violation', 'violation'],
    });
  });

  it('finds fault with an expected violation that did not come', () => {
    expect(outcome(exploration('complete', [witness])).problems).toEqual(['missing']);
    expect(outcome(exploration('complete', [witness]), { violated: [{ property: 'other' }] }).problems).toEqual([
      'missing',
    ]);
  });

  it('finds fault with an expected deadlock that is not looked for', () => {
    const deadlock: ModelProperty = { name: 'deadlock', kind: 'deadlock', expectViolated: true };
    const expected = { violated: [{ property: 'deadlock' }], allowDeadlock: true };
    expect(judge([deadlock], exploration('complete'), expected).problems.map(({ kind }) => kind)).toEqual(['missing']);
  });

  it('does not miss what may still have come when the run was ended early', () => {
    expect(outcome(exploration('violation', [violation(0, 1)])).problems).toEqual(['violation']);
    expect(outcome(exploration('max-states', [])).problems).toEqual(['incomplete']);
    expect(outcome(exploration('max-states', [violation(0, 1)])).problems).toEqual(['violation', 'incomplete']);
  });

  it('counts the transitions of the counterexample', () => {
    const expected = { violated: [{ property: 'q', steps: 3 }] };
    expect(outcome(exploration('complete', [violation(1, 3), witness]), expected).problems).toEqual([]);
    expect(outcome(exploration('complete', [violation(1, 2), witness]), expected).problems).toEqual(['steps']);
    expect(pathLength({ states: ['a', 'b'], failingStep: 4 })).toBe(2);
    expect(pathLength({ states: [], failingStep: -1 })).toBe(0);
  });

  it('counts states of a complete exploration only', () => {
    const expected = { violated: [{ property: 'q' }], states: { count: 11 } };
    expect(outcome(exploration('complete', [violation(1, 2), witness]), expected).problems).toEqual(['states']);
    expect(outcome(exploration('interrupted', [violation(1, 2), witness]), expected).problems).toEqual(['incomplete']);
  });

  it('counts the step that closes a lasso, unless nothing happens any more', () => {
    const states = ['a', 'b', 'c'];
    expect(pathLength({ states, backTo: 1 })).toBe(3);
    expect(pathLength({ states, backTo: 2, stutters: true })).toBe(2);
  });
});
