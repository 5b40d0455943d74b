import type { TransitionSystem } from '../system.ts';

/** Fields that say where something stands and how it is shown, and not what it does. */
const shown = new Set(['at', 'callAt', 'doc', 'message', 'shown', 'hidden']);

/**
 * A text that is the same for two systems that mean the same, wherever their statements stand: a comment or an empty line
 * in a spec changes nothing of it. Snapshots and caches go by it, so everything that a state or a verdict depends on is in
 * it: not the source of an expression, but the expression itself.
 */
export function meaningOf(system: TransitionSystem): string {
  const out: string[] = [];
  // Parts that are shared, or go round in a circle, are written once.
  const numbers = new Map<object, number>();
  const write = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) {
      out.push(
        typeof value === 'bigint' ? `${value}n` : typeof value === 'string' ? JSON.stringify(value) : String(value),
      );
      return;
    }
    const number = numbers.get(value);
    if (number !== undefined) {
      out.push(`#${number}`);
      return;
    }
    numbers.set(value, numbers.size);
    if (isIterable(value)) {
      out.push('[');
      for (const one of value) write(one);
      out.push(']');
    } else {
      out.push('{');
      // The name of a control point has a line number in it; labels are by their numbers.
      const isPoint = 'labels' in value && 'live' in value;
      for (const [key, one] of Object.entries(value)) {
        if (shown.has(key) || (isPoint && key === 'name') || one === undefined) continue;
        out.push(`${key}:`);
        write(one);
      }
      out.push('}');
    }
    out.push(',');
  };
  write(system);
  return out.join('');
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}
