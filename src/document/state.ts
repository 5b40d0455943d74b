import type { Declaration, TypeExpression, VarDeclaration } from '../syntax/tree.ts';
import { spanText } from '../text/source.ts';
import { documentation, isRightBelow, wholeText } from './comments.ts';
import { fenced, proseLine } from '../render/prose.ts';
import { blocks, code, table } from '../render/markdown.ts';
import { plainRun, runName, type Subject } from './subject.ts';

/** What a run can be set to, what the spec's types are, and what a state consists of. */

type Of<K extends Declaration['kind']> = Extract<Declaration, { readonly kind: K }>;

function declared<K extends Declaration['kind']>({ modules }: Subject, ...kinds: readonly K[]): readonly Of<K>[] {
  return modules.entry.tree.declarations.filter((one): one is Of<K> => kinds.some((kind) => kind === one.kind));
}

/** The constants, with what they mean and the members that they can have; then what is assumed of them. */
export function describeConstants(subject: Subject): string {
  const { source } = subject.modules.entry;
  const text = (span: { readonly start: number; readonly end: number }): string =>
    spanText({ source, span }).replace(/\s+/g, ' ');
  const constants = declared(subject, 'const');
  const assumed = declared(subject, 'assume').map((one) => {
    const why = documentation(source, one);
    return `- ${code(text(one.condition.span))}${why === undefined ? '' : `: ${proseLine(why)}`}`;
  });
  const imported = declared(subject, 'import')
    .filter(({ bindings }) => bindings.length > 0)
    .map((one) => `- ${code(text(one.span).replace(/;$/, ''))}`);
  if (constants.length === 0) return '';
  const rows = constants.map((one) => [
    code(one.name.name),
    code(text(one.type.span)),
    one.value === undefined ? '' : code(text(one.value.span)),
    proseLine(documentation(source, one) ?? '') || membersBehind(subject, one.type),
  ]);
  return blocks([
    '### Constants',
    'Each check runs with these values or sets others.',
    table(['constant', 'type', 'value', ''], rows),
    assumed.length === 0 ? '' : `In every run:\n\n${assumed.join('\n')}`,
    imported.length === 0 ? '' : `Set in what is imported:\n\n${imported.join('\n')}`,
  ]);
}

/** The members of the enumeration that a constant chooses from. What a type says about itself is said of the type alone. */
function membersBehind(subject: Subject, type: TypeExpression): string {
  const { source } = subject.modules.entry;
  const names = new Set(spanText({ source, span: type.span }).match(/[A-Za-z_]\w*/g));
  const [found, ...more] = declared(subject, 'enum').filter((one) => names.has(one.name.name));
  if (found === undefined || more.length > 0) return '';
  const documented = found.members.some((member) => member.doc !== undefined);
  const list = found.members.map(({ name, doc }) => code(name) + (doc === undefined ? '' : `: ${proseLine(doc)}`));
  return documented ? list.join('<br>') : `One of ${list.join(', ')}.`;
}

/** The declarations of types as they stand in the spec, with their comments; and its functions. */
export function describeTypes(subject: Subject): string {
  const { source } = subject.modules.entry;
  const types = declared(subject, 'type', 'enum', 'struct', 'union', 'symmetric').map((one) => wholeText(source, one));
  const functions = declared(subject, 'fun').map((one) => wholeText(source, one));
  return blocks([
    types.length === 0 ? '' : `### Types\n\n${fenced(types.join('\n\n'), 'thps')}`,
    functions.length === 0 ? '' : `### Functions\n\n${fenced(functions.join('\n\n'), 'thps')}`,
  ]);
}

/** The shared variables with their sizes, and what the beginning is like. Ghosts are of the model alone. */
export function describeVariables(subject: Subject): string {
  const { source } = subject.modules.entry;
  const plain = plainRun(subject);
  const bitsOf = (node: VarDeclaration): string => {
    const index = plain.system.variables.findIndex(
      ({ at }) => at.source === source && at.span.start >= node.span.start && at.span.end <= node.span.end,
    );
    return String(plain.size?.variables[index] ?? '');
  };
  const rowsOf = (ghost: boolean): string[][] => {
    const rows: string[][] = [];
    const variables = declared(subject, 'var').filter((one) => one.ghost === ghost);
    variables.forEach((one, i) => {
      const cells = [
        code(one.name.name),
        code(spanText({ source, span: one.type.span }).replace(/\s+/g, ' ')),
        bitsOf(one),
      ];
      const doc = documentation(source, one);
      const above = rows.at(-1);
      const before = variables[i - 1];
      const isBelow = before !== undefined && isRightBelow(source, one, before);
      const shares = doc === undefined && above?.at(-1) !== '' && isBelow;
      // One comment above several lines is about all of them.
      if (shares && above) cells.forEach((cell, column) => (above[column] = `${above[column] ?? ''}<br>${cell}`));
      else rows.push([...cells, proseLine(doc ?? '')]);
    });
    return rows;
  };
  const shared = rowsOf(false);
  const ghosts = rowsOf(true);
  const columns = ['variable', 'type', 'bits', ''];
  const initial = declared(subject, 'init').map((one) => wholeText(source, one));
  const { size } = plain;
  const check = code(runName(plain));
  return blocks([
    '### State',
    size === undefined
      ? ''
      : `A state is ${size.state} bits in ${check}: these variables, and for each process where it is and its locals.`,
    table(columns, shared, ['bits']),
    initial.length === 0
      ? ''
      : `A run may begin in every state for which this holds:\n\n${fenced(initial.join('\n'), 'thps')}`,
    ghosts.length === 0
      ? ''
      : `Ghosts: the properties look at them, the code does not, and the kernel does not have them.\n\n${table(columns, ghosts, ['bits'])}`,
  ]);
}
