import type { Expression, Statement } from '../../../src/syntax/tree.ts';
import type { Program } from './program.ts';
import { rootOf } from './shared.ts';

type IsGhostName = (name: string) => boolean;

/** Does a statement assign ghosts and nothing else? Such a statement is local, whatever it reads. */
export function isGhost(s: Statement, isGhostName: IsGhostName, program: Program): boolean {
  return contentOf(s, isGhostName, program) === 'ghosts';
}

type Content = 'ghosts' | 'nothing' | 'other';

function contentOf(s: Statement, isGhostName: IsGhostName, program: Program): Content {
  const inside = (parts: readonly Statement[]): Content =>
    together(parts.map((one) => contentOf(one, isGhostName, program)));
  switch (s.kind) {
    case 'assign':
    case 'increment':
      return isGhostName(rootOf(s.target)) ? 'ghosts' : 'other';
    case 'let':
    case 'varLocal':
      return s.ghost ? 'ghosts' : 'other';
    case 'block':
      return inside(s.statements);
    case 'if':
      return inside([s.then, ...(s.otherwise ? [s.otherwise] : [])]);
    case 'match':
      return inside(s.arms.map((arm) => arm.body));
    case 'for':
      return inside([s.body]);
    case 'callStatement':
      return s.call.kind === 'call' ? contentOfCall(s.call, isGhostName, program) : 'other';
    default:
      return 'other';
  }
}

function contentOfCall(
  call: Extract<Expression, { kind: 'call' }>,
  isGhostName: IsGhostName,
  program: Program,
): Content {
  const procedure = call.callee.kind === 'name' ? program.procedures.get(call.callee.name) : undefined;
  if (!procedure) return 'other';
  const given = new Map(
    procedure.declaration.parameters.map((parameter, i) => [parameter.name.name, call.arguments[i]!]),
  );
  const inCallee = (name: string): boolean => {
    const argument = given.get(name);
    return argument ? isGhostName(rootOf(argument)) : program.variables.get(name)?.declaration.ghost === true;
  };
  return contentOf(procedure.declaration.body, inCallee, program);
}

function together(parts: readonly Content[]): Content {
  if (parts.includes('other')) return 'other';
  return parts.includes('ghosts') ? 'ghosts' : 'nothing';
}
