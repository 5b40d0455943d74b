import type { AnyNode, Pattern } from '../../src/syntax/tree.ts';
import { children } from '../../src/syntax/visit.ts';
import type { Piece } from './edits-by-hand.ts';

/**
 * What docs/language.md says about the names, loops and labels of a body: a local is declared before its use, in the same
 * block or in one around it, and shadows nothing; `break` and `continue` stand in a loop; `goto` leads to a label of its
 * block or of one around it, and not forward over a declaration.
 */

export interface Found {
  readonly problems: readonly string[];
  /** For each use of a local its declaration, for each `break` and `continue` its loop. */
  readonly meanings: ReadonlyMap<AnyNode, AnyNode>;
  /** For each declaration of a local: how many there are around it. */
  readonly depths: ReadonlyMap<AnyNode, number>;
}

type Locals = ReadonlyMap<string, AnyNode>;

/** Where a local is declared: nodes of names. */
type Declared = readonly (readonly [name: string, node: AnyNode])[];

interface Around {
  readonly locals: Locals;
  readonly loop: AnyNode | undefined;
  /** Labels that can be jumped to, and whether that is over a declaration. */
  readonly targets: ReadonlyMap<string, boolean>;
}

/** @param all names of the locals of the body as it was, wherever they are declared */
export function namesIn(body: Piece, all: ReadonlySet<string>): Found {
  const problems: string[] = [];
  const meanings = new Map<AnyNode, AnyNode>();
  const depths = new Map<AnyNode, number>();

  /** @returns what is declared for the rest of the block */
  const visit = (piece: Piece, around: Around): Declared => {
    const { node, parts } = piece;
    switch (node.kind) {
      case 'block':
        list(parts, around);
        return [];
      case 'label':
        return parts.flatMap((part) => visit(part, around));
      case 'atomic':
        if (parts.length === 1) return visit(parts[0]!, around);
        list(parts, around);
        return [];
      case 'break':
      case 'continue':
        if (around.loop) meanings.set(node, around.loop);
        else problems.push(`${node.kind} in no loop`);
        return [];
      case 'goto': {
        const over = around.targets.get(node.label.name);
        if (over === undefined) problems.push(`no way to ${node.label.name}`);
        else if (over) problems.push(`over a declaration to ${node.label.name}`);
        return [];
      }
      case 'let': {
        uses(node.value, around.locals);
        for (const part of parts) visit(part, around);
        return declare(namesOf(node.pattern), around.locals);
      }
      case 'varLocal':
        uses(node.value, around.locals);
        return declare([[node.name.name, node.name]], around.locals);
      case 'pick': {
        uses(node.set, around.locals);
        const declared = declare([[node.name.name, node.name]], around.locals);
        if (node.where) uses(node.where, withLocals(around.locals, declared));
        return declared;
      }
      case 'for': {
        uses(node.set, around.locals);
        const inside = withLocals(around.locals, declare([[node.name.name, node.name]], around.locals));
        visit(parts[0]!, { ...around, locals: inside, loop: node });
        return [];
      }
      case 'if':
      case 'while': {
        const bound = declare(boundBy(node.condition), around.locals);
        const inside = withLocals(around.locals, bound);
        uses(node.condition, inside);
        const [then, otherwise] = parts;
        visit(then!, { ...around, locals: inside, loop: node.kind === 'while' ? node : around.loop });
        if (otherwise) visit(otherwise, around);
        return [];
      }
      case 'loop':
        visit(parts[0]!, { ...around, loop: node });
        return [];
      case 'match':
        uses(node.value, around.locals);
        for (const [i, arm] of node.arms.entries()) {
          const bound = declare(namesOf(arm.pattern), around.locals);
          visit(parts[i]!, { ...around, locals: withLocals(around.locals, bound) });
        }
        return [];
      default:
        for (const part of parts) visit(part, around);
        if (parts.length === 0) for (const one of children(node)) uses(one, around.locals);
        return [];
    }
  };

  const list = (parts: readonly Piece[], around: Around): void => {
    let { locals } = around;
    const declares = parts.map(declaresHere);
    for (const [i, part] of parts.entries()) {
      const targets = new Map(around.targets);
      for (const [j, other] of parts.entries())
        for (const name of labelsOf(other)) targets.set(name, declares.slice(i, j).some(Boolean));
      locals = withLocals(locals, visit(part, { ...around, locals, targets }));
    }
  };

  const declare = (declared: Declared, locals: Locals): Declared => {
    for (const [i, [name, node]] of declared.entries()) {
      if (locals.has(name)) problems.push(`${name} twice`);
      depths.set(node, locals.size + i);
    }
    return declared;
  };

  const uses = (node: AnyNode, locals: Locals): void => {
    if (node.kind === 'name' && all.has(node.name)) {
      const found = locals.get(node.name);
      if (found) meanings.set(node, found);
      else problems.push(`${node.name} is not declared`);
    }
    for (const one of children(node)) uses(one, locals);
  };

  list(body.parts, { locals: new Map(), loop: undefined, targets: new Map() });
  return { problems, meanings, depths };
}

function withLocals(locals: Locals, declared: Declared): Locals {
  return new Map([...locals, ...declared]);
}

/** What stands behind labels and `atomic`. */
function declaring(piece: Piece): Piece {
  const { kind } = piece.node;
  const [inside, ...more] = piece.parts;
  return inside && more.length === 0 && (kind === 'label' || kind === 'atomic') ? declaring(inside) : piece;
}

/** Does it declare a local for the rest of the block? */
export function declaresHere(piece: Piece): boolean {
  const { kind } = declaring(piece).node;
  return kind === 'let' || kind === 'varLocal' || kind === 'pick';
}

/** The labels of one statement. */
function labelsOf({ node, parts }: Piece): readonly string[] {
  return node.kind === 'label' ? [node.name.name, ...parts.flatMap(labelsOf)] : [];
}

function namesOf(pattern: Pattern): Declared {
  switch (pattern.kind) {
    case 'namePattern':
      return [[pattern.name.name, pattern.name]];
    case 'somePattern':
      return namesOf(pattern.argument);
    case 'tuplePattern':
      return pattern.elements.flatMap(namesOf);
    case 'variantPattern':
      return pattern.arguments.flatMap(namesOf);
    default:
      return [];
  }
}

/** The names that the patterns of a condition bind in its branch. */
function boundBy(node: AnyNode): Declared {
  if (node.kind === 'is') return namesOf(node.pattern);
  return children(node).flatMap(boundBy);
}
