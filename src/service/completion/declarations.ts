import { FINDINGS } from '../../core/findings.ts';
import type { ParsedText } from '../declared.ts';
import { indexOf } from '../file-index.ts';
import { declarationSnippets, headerSnippets } from '../snippets.ts';
import { clauseDocs, declarationDocs, findingDocs, modelWords, statementWords } from '../words.ts';
import { expressions, stepBodies } from './expressions.ts';
import { afterDot, labelsAfterDot } from './parts.ts';
import type { Suggestions } from './suggestions.ts';

/** Between declarations, and at the heads of those that are no expressions. */

export function topLevel(list: Suggestions): void {
  const isFirst = list.context.before.length === 0;
  list.addSnippets(isFirst ? headerSnippets : declarationSnippets, 1);
  const words = Object.keys(declarationDocs).filter((w) => isFirst === (w === 'spec' || w === 'library'));
  list.addWords(declarationDocs, 2, words);
  if (isFirst) return;
  list.add('ghost', 'keyword', 2, { documentation: statementWords['ghost'] ?? '' });
  list.add('weak', 'keyword', 2, { documentation: 'A variable that is subject to the memory model of a check.' });
}

/** Behind the name of a process, a procedure or an action. */
export function clauses(list: Suggestions): void {
  const isProcess = list.context.before[list.context.head] === 'process';
  list.addWords(clauseDocs, 1, ['fair', 'strong', 'daemon', 'when', ...(isProcess ? ['on'] : [])]);
  list.addWords(statementWords, 1, ['if', 'while']);
  const words = list.context.before.slice(list.context.head);
  if (words.some((w) => w === 'when' || w === 'on' || w === 'if' || w === 'while' || w === '[')) expressions(list);
}

export function importDeclaration(list: Suggestions): void {
  const { before, head } = list.context;
  const words = before.slice(head + 1);
  if (words.includes('with')) return given(list, words.at(-1));
  if (words.at(-1) === 'as') return;
  const typed = words.join('');
  if (words.length > 0 && !typed.endsWith('.')) {
    list.add('as', 'keyword', 1, { documentation: 'A prefix for the names of the module.' });
    list.add('with', 'keyword', 1, { documentation: clauseDocs['with'] ?? '' });
    return;
  }
  for (const name of list.workspace.host.libraries)
    if (name.startsWith(typed)) list.add(name.slice(typed.length), 'module', 1, { detail: name });
}

/** What an importer gives to a module, behind `with`. */
function given(list: Suggestions, last: string | undefined): void {
  if (last === '=') return expressions(list);
  const target = importedModule(list);
  if (target)
    for (const one of indexOf(target).names.values())
      if (one.kind === 'constant' || (one.kind === 'type' && one.node.kind === 'type' && !one.node.type))
        list.addDeclared(one, 1);
  list.add('type', 'keyword', 2, { documentation: declarationDocs['type'] ?? '' });
}

function importedModule({ context, analysis, workspace }: Suggestions): ParsedText | undefined {
  const at = context.offsets[context.head];
  if (at === undefined) return undefined;
  const node = analysis.module.tree.declarations.find(
    (d) => d.kind === 'import' && d.span.start <= at && at <= d.span.end,
  );
  return node?.kind === 'import' ? workspace.imported(analysis.source, node) : undefined;
}

const checkClauses: ReadonlySet<string> = new Set(
  'with for without moving after only violates passing expect memory constraint'.split(' '),
);

export function checkDeclaration(list: Suggestions): void {
  const { before, head } = list.context;
  const words = before.slice(head + 1);
  const last = words.at(-1);
  if (last === undefined) return;
  const clause = words.findLast((w) => checkClauses.has(w));
  switch (clause) {
    case 'with':
    case 'for':
      if (last === clause || (last === ',' && isBalanced(words))) list.addNames(['constant', 'module'], 1);
      else if (last === '.') afterDot(list);
      else if (words.includes('=') || words.includes('in')) expressions(list);
      break;
    case 'without':
    case 'moving':
    case 'after':
      if (last === '.') labelsAfterDot(list);
      else if (last === clause || last === ',') stepBodies(list, ['process', 'procedure', 'action']);
      break;
    case 'passing':
      if (last === '.') labelsAfterDot(list);
      else if (last === clause || last === 'then') stepBodies(list, ['process', 'procedure', 'action']);
      else if (last === ',') properties(list);
      else list.add('then', 'keyword', 1, { documentation: clauseDocs['passing'] ?? '' });
      break;
    case 'only':
    case 'violates':
      if (last === clause || last === ',') properties(list);
      else if (clause === 'violates' && last !== '.') list.addWords(clauseDocs, 2, ['passing']);
      break;
    case 'constraint':
      expressions(list);
      break;
    case 'memory':
      if (last === clause) list.addWords(modelWords, 1, Object.keys(modelWords));
      break;
    case 'expect':
      if (last === 'expect' || last === ',')
        list.addWords(clauseDocs, 1, ['holds', 'violates', 'deadlock', 'states', 'complete']);
      break;
    default:
      break;
  }
  if (last !== clause && last !== ',' && last !== '.' && last !== '=') {
    const isScenario = before[head] === 'scenario';
    const ofChecks = isScenario ? [] : ['only', 'allow', 'expect'];
    list.addWords(clauseDocs, 3, ['with', 'without', 'moving', 'after', 'symmetry', ...ofChecks]);
  }
  if (last !== clause && last !== ',' && last !== '.' && last !== '=')
    list.addWords(declarationDocs, 3, ['memory', 'constraint']);
  if (words.length === 1) list.addWords(statementWords, 3, ['for']);
}

/** The clauses of a scenario, and its steps. */
export function scenarioDeclaration(list: Suggestions): void {
  const { before, head, depth } = list.context;
  const last = before.at(-1) ?? '';
  if (depth === 0) {
    if (before.length === head + 2) list.addWords(clauseDocs, 1, ['possible', 'impossible']);
    return checkDeclaration(list);
  }
  if (last === '.') return labelsAfterDot(list);
  if (before.lastIndexOf('[') > before.lastIndexOf(']')) return expressions(list);
  if (['{', ';', ',', 'next', 'before'].includes(last)) {
    stepBodies(list, ['process', 'procedure', 'action']);
    if (last === '{' || last === ';') list.addWords(clauseDocs, 2, ['next']);
  } else list.addWords(clauseDocs, 1, ['before']);
}

function properties(list: Suggestions): void {
  for (const one of list.names.properties()) list.addDeclared(one, 1);
  for (const name of ['deadlock', 'range', 'assert'])
    list.add(name, 'property', 2, { documentation: 'A property that every spec has.' });
}

/** Whether all brackets that were opened are closed. */
function isBalanced(words: readonly string[]): boolean {
  let open = 0;
  for (const word of words) {
    if (word === '{' || word === '[' || word === '(') open++;
    if (word === '}' || word === ']' || word === ')') open--;
  }
  return open === 0;
}

/** What may be forbidden of a run. */
export function denyDeclaration(list: Suggestions): void {
  const words = list.context.before.slice(list.context.head + 1);
  const last = words.at(-1);
  if (last !== undefined && last !== ',') return;
  for (const name of FINDINGS) list.add(name, 'keyword', 1, { documentation: findingDocs[name] });
}
