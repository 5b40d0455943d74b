import type { Span } from '../text/source.ts';
import type { AnyNode } from './tree.ts';

/** A node as it is when the text before it has become longer or shorter. It keeps its ids. */
export function moved<N extends AnyNode>(node: N, by: number): N {
  return by === 0 ? node : (movedPart(node as unknown as Part, by) as unknown as N);
}

export function movedSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

type Part = Record<string, unknown>;

function movedPart(part: Part, by: number): Part {
  const copy = { ...part };
  for (const key in copy) {
    const value = copy[key];
    if (typeof value !== 'object' || value === null) continue;
    if (key === 'span' || key === 'operatorSpan') copy[key] = movedSpan(value as Span, by);
    else if (Array.isArray(value)) copy[key] = value.map((v) => movedPart(v as Part, by));
    else copy[key] = movedPart(value as Part, by);
  }
  return copy;
}
