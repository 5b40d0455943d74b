import { codeNamed, type Explanation } from '../diagnostics/explanation.ts';
import { explanations } from '../diagnostics/explanations/index.ts';

export type { Explanation };

/** What the code of a message means, with a wrong and a right example; undefined where there is no such code. */
export function explain(code: string): Explanation | undefined {
  const name = codeNamed(code);
  return Object.hasOwn(explanations, name) ? explanations[name] : undefined;
}
