import { describe, expect, it } from 'vitest';
import { StateStore } from '../../src/explorer/store.ts';

describe('a store of states', () => {
  it('numbers states in the order in which they come and keeps where they were reached from', () => {
    const store = new StateStore();
    store.add('a', -1);
    store.add('b', -1);
    store.add('c', 1);
    store.add('d', 2);
    expect(store.size).toBe(4);
    expect(store.keyAt(2)).toBe('c');
    expect(store.pathTo(3)).toEqual(['b', 'c', 'd']);
    expect(store.pathTo(0)).toEqual(['a']);
    expect(store.pathTo(-1)).toEqual([]);
  });

  it('holds more states than one map can, and than its first array of parents', () => {
    const store = new StateStore(100);
    for (let i = 0; i < 5000; i++) store.add(`s${i}`, i - 1);
    for (let i = 0; i < 5000; i++) expect(store.has(`s${i}`)).toBe(true);
    expect(store.has('s5000')).toBe(false);
    expect(store.pathTo(4999)).toHaveLength(5000);
  });

  it('keeps the empty string apart from nothing', () => {
    const store = new StateStore();
    expect(store.has('')).toBe(false);
    store.add('', -1);
    expect(store.has('')).toBe(true);
    expect(store.pathTo(0)).toEqual(['']);
  });
});
