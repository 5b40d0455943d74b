import type { Expression } from '../../syntax/tree.ts';
import type { Env } from '../names/context.ts';
import { membersNamed } from '../names/lookup.ts';

/**
 * How much an expression depends on an expected type: 0 not at all, 1 it may be a member of an enum or union
 * that has to be distinguished from other names, 2 it has no type by itself (`none`, `{}`). Of two sides, the
 * one that depends on it less is inferred first.
 */
export function hunger(env: Env, node: Expression): 0 | 1 | 2 {
  switch (node.kind) {
    case 'name': {
      const members = membersNamed(env, node.name).length;
      if (members > 1) return 2;
      if (members === 1) return 1;
      return env.scope.find(node.name) || env.instance.names.has(node.name) ? 0 : 2;
    }
    case 'none':
      return 2;
    case 'some':
      return hunger(env, node.value);
    case 'parenthesized':
      return hunger(env, node.inner);
    case 'set':
    case 'sequence':
      return node.elements.length === 0 ? 2 : least(env, node.elements);
    case 'tuple':
      return most(env, node.elements);
    case 'call':
      return node.callee.kind === 'name' && membersNamed(env, node.callee.name).length > 1 ? 2 : 0;
    case 'ifExpression':
      return least(env, [node.then, node.otherwise]);
    case 'letExpression':
      return hunger(env, node.body);
    case 'matchExpression':
      return least(
        env,
        node.arms.map((a) => a.body),
      );
    case 'mapLiteral':
      return hunger(env, node.value);
    case 'image':
      return hunger(env, node.element);
    default:
      return 0;
  }
}

function least(env: Env, nodes: readonly Expression[]): 0 | 1 | 2 {
  return nodes.reduce<0 | 1 | 2>((n, node) => (n === 0 ? 0 : lesser(n, hunger(env, node))), 2);
}

function lesser(a: 0 | 1 | 2, b: 0 | 1 | 2): 0 | 1 | 2 {
  return a < b ? a : b;
}

function most(env: Env, nodes: readonly Expression[]): 0 | 1 | 2 {
  return nodes.reduce<0 | 1 | 2>((n, node) => {
    const other = hunger(env, node);
    return other > n ? other : n;
  }, 0);
}
