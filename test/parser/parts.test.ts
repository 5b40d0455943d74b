import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { AnyNode } from '../../src/syntax/tree.ts';
import { children, walk } from '../../src/syntax/visit.ts';
import { parseText } from './support.ts';

const root = resolve(import.meta.dirname, '../..');

function textsIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return textsIn(path);
    return /\.(thps|txt)$/.test(entry.name) ? [readFileSync(join(root, path), 'utf8')] : [];
  });
}

/** The nodes that are found in a value, whatever the table says of it; not those inside of other nodes. */
function nodesIn(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((part: unknown) => (isNode(part) ? [part] : nodesIn(part)));
}

function isNode(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value;
}

/** The kind of a node if visitors do not meet its parts, each once and in the order of the text. */
function wrongKind(node: AnyNode): readonly string[] {
  const parts = children(node);
  const found = new Set(nodesIn(node));
  const isComplete = found.size === parts.length && parts.every((part) => found.has(part));
  const written = parts.filter((part) => part.incomplete !== true);
  const isInOrder = written.every((part, i) => i === 0 || written[i - 1]!.span.start <= part.span.start);
  return isComplete && isInOrder ? [] : [node.kind];
}

it('visitors meet every part of every node, in the order of the text', () => {
  const kinds = new Set<string>();
  const wrong: string[] = [];
  for (const text of [...textsIn('specs'), ...textsIn('test/golden/parser/sources'), ...textsIn('test/published')]) {
    walk(parseText(text).tree, (node) => {
      kinds.add(node.kind);
      wrong.push(...wrongKind(node));
      return true;
    });
  }
  expect(wrong).toEqual([]);
  expect(kinds.size).toBeGreaterThan(100);
});
