import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { thps } from '../cli/run.ts';

/** A library does not know the members of a type that its importer gives it, so that they cannot take the place of its names. */

const library = `library table;
type Node;
fun self_linked(node: Node, links: [Node -> Node?]): bool = links[node] == some(node);
proc is_linked_to_itself(head: Node, ref links: [Node -> Node?]): bool {
  let first = links[head];
  match first {
    some(next) => { return next == head; }
    none => { return false; }
  }
}
`;

const spec = `spec importer;
import "./table.thps" with type Node = Node;
enum Node { a, head, next, node }
var links : [Node -> Node?] = [n in Node -> if n == a then some(a) else none];
process p {
  let linked = is_linked_to_itself(a, links);
  assert linked && self_linked(a, links) && !self_linked(head, links);
}
check c expect holds;
`;

it.each(['wasm', 'interpreter'])('the members of the type are not the names of the library (%s)', async (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'thps-given-'));
  try {
    writeFileSync(join(folder, 'table.thps'), library);
    writeFileSync(join(folder, 'importer.thps'), spec);
    const { code, stdout, stderr } = await thps(['check', 'importer.thps', '--engine', engine], { cwd: folder });
    expect({ stderr, code }, stdout).toEqual({ stderr: '', code: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
