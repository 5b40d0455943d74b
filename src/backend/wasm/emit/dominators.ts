/**
 * Immediate dominators by position in reverse postorder: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance
 * Algorithm" (2001). Arrays rather than maps: one failure that thousands of nodes lead to takes as many walks.
 */
export function immediateDominators(predecessors: readonly (readonly number[])[]): Int32Array {
  const dominators = new Int32Array(predecessors.length).fill(-1);
  dominators[0] = 0;
  const intersect = (a: number, b: number): number => {
    let [x, y] = [a, b];
    while (x !== y) {
      while (x > y) x = dominators[x]!;
      while (y > x) y = dominators[y]!;
    }
    return x;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (let node = 1; node < predecessors.length; node++) {
      let dominator = -1;
      for (const p of predecessors[node]!)
        if (dominators[p]! >= 0) dominator = dominator < 0 ? p : intersect(dominator, p);
      if (dominators[node] !== dominator) {
        dominators[node] = dominator;
        changed = true;
      }
    }
  }
  return dominators;
}
