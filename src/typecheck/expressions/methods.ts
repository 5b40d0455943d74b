import type { Type } from '../../core/types.ts';
import { calledOn, methodOf, type Receiver } from '../../diagnostics/methods.ts';
import * as kinds from '../../diagnostics/kinds.ts';
import type { Expression } from '../../syntax/tree.ts';
import { spanText } from '../../text/source.ts';
import { type Env, fail, locate } from '../names/context.ts';

type NodeOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** Fails for a call of something that is no name: most likely a method of another language. */
export function failCallOf(env: Env, node: NodeOf<'call'>, callee: Expression): never {
  if (callee.kind !== 'field') return fail(kinds.notCallable(locate(env, callee)));
  const { type } = env.ctx.rules.infer(env, callee.object);
  failMethod(env, type, callee, node);
  const entity = env.instance.names.get(callee.name.name);
  const [object, given] = [locate(env, callee.object), argumentsOf(env, node)];
  if (entity?.kind === 'function' || entity?.kind === 'procedure')
    fail(calledOn(locate(env, callee.name), locate(env, node), callee.name.name, spanText(object), given));
  return fail(kinds.notCallable(locate(env, callee)));
}

/** Fails for a field that other languages have on such a value: `queue.size`. */
export function failMethod(env: Env, type: Type, callee: NodeOf<'field'>, call?: NodeOf<'call'>): void {
  const receiver = receiverOf(type);
  const whole = locate(env, call ?? callee);
  const { text } = env.source;
  const isStatement = /[;{}:]\s*$/.test(text.slice(0, whole.span.start)) && /^\s*;/.test(text.slice(whole.span.end));
  const found = methodOf(
    locate(env, callee.name),
    whole,
    receiver,
    {
      method: callee.name.name,
      object: spanText(locate(env, callee.object)),
      argument: call ? argumentsOf(env, call) : '',
    },
    isStatement ? 'statement' : 'value',
  );
  if (found) fail(found);
}

function argumentsOf(env: Env, node: NodeOf<'call'>): string {
  return node.arguments.map((a) => spanText(locate(env, a))).join(', ');
}

function receiverOf(type: Type): Receiver {
  switch (type.kind) {
    case 'seq':
      return 'sequence';
    case 'set':
    case 'map':
    case 'option':
      return type.kind;
    default:
      return 'other';
  }
}
