import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { slots } from '../../src/parser/slots.ts';
import { type AnyNode, children, walk } from '../../src/syntax/visit.ts';
import { parseText } from './support.ts';

const root = resolve(import.meta.dirname, '../..');

function textsIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return textsIn(path);
    return /\.(thps|txt)$/.test(entry.name) ? [readFileSync(join(root, path), 'utf8')] : [];
  });
}

/** The parts of a node by the table that recovery goes by. */
function partsOf(node: AnyNode): readonly unknown[] {
  return slots[node.kind].flatMap(({ property }) => {
    let value: unknown = node;
    for (const name of property.split('.')) value = (value as Record<string, unknown> | undefined)?.[name];
    return value === undefined ? [] : [value].flat();
  });
}

it('visitors and recovery know the same parts of every node', () => {
  const kinds = new Set<string>();
  for (const text of [...textsIn('specs'), ...textsIn('test/golden/parser/sources'), ...textsIn('test/published')]) {
    walk(parseText(text).tree, (node) => {
      kinds.add(node.kind);
      // What a variant carries stands in objects without a kind.
      const carried = node.kind === 'variant' ? node.payload.flatMap((p) => [p.name, p.type]) : [];
      const known = new Set([...partsOf(node), ...carried].filter((part) => part !== undefined));
      expect(new Set<unknown>(children(node)), node.kind).toEqual(known);
      return true;
    });
  }
  expect(kinds.size).toBeGreaterThan(100);
});
