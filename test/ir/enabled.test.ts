import { describe, expect, it } from 'vitest';
import { exploreSpec } from '../support/compile.ts';
import { DECLARATIONS } from './cut-steps.ts';

/** Which steps can be taken, and what it means that none can: section 5 of the language definition, sentence by sentence. */

describe('enabled', () => {
  it('is a step that meets no false await', async () => {
    const { violated } = await exploreSpec(`${DECLARATIONS}\nprocess p { await flag; }`);
    expect(violated).toEqual(['deadlock']);
  });

  it('is a step that meets no empty pick', async () => {
    const { violated } = await exploreSpec(`${DECLARATIONS}\nprocess p { pick i in { k in 0..3: k < x }; x = i; }`);
    expect(violated).toEqual(['deadlock']);
  });

  it('is disabled by the first false await in atomic, unless a check fails before it', async () => {
    const quiet = await exploreSpec(`${DECLARATIONS}\nprocess p daemon { atomic { await flag; assert false; } }`);
    expect(quiet.violated).toEqual([]);
    const loud = await exploreSpec(`${DECLARATIONS}\nprocess p daemon { atomic { assert flag; await flag; } }`);
    expect(loud.violated).toEqual(['assert']);
  });
});

describe('deadlock', () => {
  it('is a state without a step unless every process is done', async () => {
    expect((await exploreSpec('spec t;\nvar x : bool = false;\nprocess p { x = true; }')).violated).toEqual([]);
    expect((await exploreSpec('spec t;\nvar x : bool = false;\nprocess p { await x; }')).violated).toEqual([
      'deadlock',
    ]);
  });

  it('does not count a blocked daemon', async () => {
    const { violated } = await exploreSpec(
      'spec t;\nvar x : bool = false;\nprocess p daemon { await x; }\nprocess q { skip; }',
    );
    expect(violated).toEqual([]);
  });

  it('is there where a process is stopped by when', async () => {
    const { violated } = await exploreSpec('spec t;\nvar x : bool = false;\nprocess p when x { skip; }');
    expect(violated).toEqual(['deadlock']);
  });

  it('is not a spin: a step that changes nothing is a step', async () => {
    const { violated, exploration } = await exploreSpec('spec t;\nvar x : bool = false;\nprocess p { while !x { } }');
    expect(violated).toEqual([]);
    expect(exploration.distinct).toBe(1);
  });

  it('of a spec of actions is decided by terminates when', async () => {
    const spec = (end: string): string => `spec t;\nvar x : 0..2 = 0;\naction up when x < 2 { x++; }\n${end}`;
    expect((await exploreSpec(spec(''))).violated).toEqual(['deadlock']);
    expect((await exploreSpec(spec('terminates when x == 2;'))).violated).toEqual([]);
  });
});
