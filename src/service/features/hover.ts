import type { Type } from '../../core/types.ts';
import { formatValue } from '../../core/format.ts';
import { prose } from '../../render/prose.ts';
import type { AnyNode, ProcDeclaration } from '../../syntax/tree.ts';
import { children } from '../../syntax/visit.ts';
import type { Analysis } from '../analysis.ts';
import { lexAround } from '../context.ts';
import type { Hover } from '../data.ts';
import type { Declared } from '../declared.ts';
import { codeBlock, describeType, headOf, paragraphs, wordFor } from '../describe.ts';
import type { Occurrence } from '../occurrences.ts';
import { toRange } from '../positions.ts';
import { nodesAt } from '../tree-path.ts';
import { documentationOf, fenceWords, orderingWords } from '../words.ts';

/** Lines about the values of a constant at most. */
const MAX_VALUES = 12;

/** What stands at an offset: a name, a word of the language, an expression. */
export function hover(analysis: Analysis, offset: number): Hover | undefined {
  const found = analysis.occurrenceAt(offset);
  if (found) {
    const contents = describeOccurrence(analysis, found);
    return contents === undefined ? undefined : { contents, range: toRange(analysis.source, found.span) };
  }
  return hoverWord(analysis, offset);
}

function describeOccurrence(analysis: Analysis, found: Occurrence): string | undefined {
  const { declared, info } = found;
  if (declared === undefined) {
    const type = typeOf(analysis, found);
    return paragraphs(
      info?.kind === 'module' ? codeBlock(`library ${info.name}`) : undefined,
      info?.kind === 'builtin' && type ? codeBlock(`${found.name} : ${describeType(type)}`) : undefined,
      info?.doc ?? documentationOf(found.name),
    );
  }
  const type = typeOf(analysis, found);
  return paragraphs(
    codeBlock(headOf(declared)),
    `${wordFor(declared)}${home(analysis, declared)}${type === undefined ? '' : `: \`${describeType(type)}\``}`,
    declared.kind === 'constant' ? values(analysis, found, declared) : undefined,
    declared.kind === 'label' || declared.kind === 'action' ? steps(analysis, declared) : undefined,
    declared.doc === undefined ? undefined : prose(declared.doc),
    declared.node.kind === 'proc' ? ordering(declared.node) : undefined,
  );
}

/** What a procedure orders under weak memory, where its text says so. */
function ordering(node: ProcDeclaration): string | undefined {
  const lines = new Set<string>();
  const visit = (one: AnyNode): void => {
    const word = one.kind === 'fence' ? one.fence.name : one.kind === 'atomic' ? one.ordering?.name : undefined;
    const meaning = word === undefined ? undefined : (one.kind === 'fence' ? fenceWords : orderingWords)[word];
    if (word !== undefined && meaning !== undefined) lines.add(`Under weak memory: \`${word}\`. ${meaning}`);
    for (const part of children(one)) visit(part);
  };
  visit(node.body);
  return lines.size === 0 ? undefined : [...lines].join('\n\n');
}

function home(analysis: Analysis, declared: Declared): string {
  const owner = declared.owner === undefined ? '' : ` of \`${declared.owner.name}\``;
  const module = analysis.modules.modules.find((m) => m.source === declared.source);
  return `${owner}${declared.source === analysis.source || !module ? '' : `, in \`${module.name}\``}`;
}

/** The type of a name where it stands, or as it is declared. */
export function typeOf(analysis: Analysis, found: Occurrence): Type | undefined {
  const { declared, info } = found;
  const declaredType = declared && analysis.tableOf(declared.source)?.types.get(declared.identifier.id);
  switch (declared?.kind) {
    case 'constant':
    case 'variable':
    case 'field':
    case 'type':
      return declaredType ?? info?.type;
    case 'local':
      return analysis.tables?.entry.types.get(found.node.id) ?? declaredType ?? info?.type;
    case 'member':
      return undefined;
    default:
      return info?.kind === 'builtin' ? info.type : undefined;
  }
}

function values(analysis: Analysis, found: Occurrence, declared: Declared): string | undefined {
  const type = typeOf(analysis, found);
  if (type === undefined || declared.source !== analysis.source) return undefined;
  const runs = new Map<string, string[]>();
  for (const { run, value } of analysis.valuesOf([declared.name])) {
    if (value === undefined) continue;
    const shown = formatValue(value, type);
    runs.set(shown, [...(runs.get(shown) ?? []), run]);
  }
  const lines = [...runs].map(([shown, names]) => `- \`${shown}\` in ${inWords(names)}`);
  if (lines.length > MAX_VALUES) lines.splice(MAX_VALUES, Infinity, `- and ${lines.length - MAX_VALUES} more values`);
  return lines.join('\n');
}

function inWords(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``);
  return names.length > 3 ? `${shown.join(', ')} and ${names.length - 3} more` : shown.join(', ');
}

/** What the step that starts at a label reads and writes. */
function steps(analysis: Analysis, { kind, node, identifier, source }: Declared): string {
  const start = kind === 'action' ? identifier.span.start : node.span.start;
  const notes = (analysis.stepNotes ?? []).filter(({ at }) => at.source === source && at.span.start === start);
  return [...new Set(notes.map(({ text }) => `- ${text}`))].join('\n');
}

/** A word of the language, or the type of what is between names: a literal, a call, an operator. */
function hoverWord(analysis: Analysis, offset: number): Hover | undefined {
  const { source } = analysis;
  const token = lexAround(analysis.module, offset).tokens.find(
    (t) => t.startOffset <= offset && offset <= (t.endOffset ?? t.startOffset),
  );
  if (token === undefined) return undefined;
  const range = toRange(source, { start: token.startOffset, end: token.startOffset + token.image.length });
  const text = documentationOf(token.image);
  if (text !== undefined) return { contents: paragraphs(codeBlock(token.image), text), range };
  const node = nodesAt(analysis.parsed.tree, offset).at(-1);
  const type = node && analysis.tables?.entry.types.get(node.id);
  if (!node || !type) return undefined;
  return { contents: `\`${describeType(type)}\``, range: toRange(source, node.span) };
}
