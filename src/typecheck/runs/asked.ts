import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import * as promises from '../../diagnostics/promises.ts';
import { parse } from '../../parser/parse.ts';
import { type Location, makeSource } from '../../text/source.ts';
import type { Asked, Question } from '../modules/requests.ts';

/** The option that asks a question. */
const options = { invariant: '--inv', reachable: '--reach', shown: '--show' } as const satisfies Record<
  Question['kind'],
  string
>;

/** Characters of an expression in the name of its property. */
const NAME = 60;

/**
 * Reads the expressions of a command line, each as the body of a property of a spec that has nothing else. What their
 * names mean is found out in each run.
 */
export function readQuestions(questions: readonly Question[]): {
  readonly asked: readonly Asked[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const asked: Asked[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const question of questions) {
    const { kind, text } = question;
    const option = question.of ?? options[kind];
    const before = `spec s; ${kind === 'reachable' ? 'reachable' : 'invariant'} e =\n`;
    const source = makeSource(option, `${before}${text}\n;`, 'option');
    const { tree, diagnostics: found } = parse(source);
    const [only, more] = tree.declarations;
    if (found.length > 0 || more || only?.kind !== 'property') {
      const end = before.length + Math.max(1, text.length);
      const at: Location = { source, span: { start: before.length, end } };
      diagnostics.push(promises.badQuestion(at, option, text, found[0]?.message));
      continue;
    }
    asked.push({ ...question, name: nameOf(question, asked), declaration: only, source });
  }
  return { asked, diagnostics };
}

/** `'refs > 0'`: no declaration has such a name. A longer expression is cut, and equal names are numbered. */
function nameOf({ kind, text }: Question, others: readonly Asked[]): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const short = line.length <= NAME ? line : `${line.slice(0, NAME - 1).trimEnd()}…`;
  if (kind === 'shown') return short;
  const name = `'${short}'`;
  const alike = others.filter((one) => one.name === name || one.name.startsWith(`${name} (`)).length;
  return alike === 0 ? name : `${name} (${alike + 1})`;
}
