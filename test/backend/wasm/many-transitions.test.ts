import { describe, expect, it } from 'vitest';
import { thps, withFiles } from '../../cli/run.ts';

/** States with five thousand transitions each, most of them equal, and a temporal property that holds, or does not. */
const spec = `spec many;
var n : 0..3 = 0;
var m : 0..2 = 0;
process p fair {
  loop {
    atomic {
      pick a in 0..69;
      pick b in 0..69;
      n = (n + a + b) % 4;
    }
  }
}
process q strong fair { loop { m = (m + 1) % 3; } }
temporal back = always eventually n == 0;
temporal goes = always eventually m == 0;
check moves only back;
check turns only goes;
`;

describe('states with many equal transitions', () => {
  it('have the same behaviours in compiled code as in the interpreter', async () => {
    await withFiles({ 'many.thps': spec }, async (cwd) => {
      const [compiled, interpreted] = await Promise.all(
        ['wasm', 'interpreter'].map((engine) => thps(['check', '--engine', engine], { cwd })),
      );
      expect(compiled).toEqual(interpreted);
      expect(compiled!.stdout).toContain('violated');
      expect(compiled!.stdout).toContain('holds');
    });
  });
});
