import type { Analysis } from '../analysis.ts';
import {
  checkDeclaration,
  clauses,
  denyDeclaration,
  importDeclaration,
  scenarioDeclaration,
  topLevel,
} from '../completion/declarations.ts';
import { expressions, labelsHere, statements, stepBodies, types } from '../completion/expressions.ts';
import { importFiles } from '../completion/import-files.ts';
import { afterDot, labelsOfProcess } from '../completion/parts.ts';
import { patternPlace, patterns } from '../completion/patterns.ts';
import { isNewName, isStatement, isStepList, isType } from '../completion/place.ts';
import { Suggestions } from '../completion/suggestions.ts';
import { contextAt } from '../context.ts';
import type { Completion } from '../data.ts';
import { toRange } from '../positions.ts';
import { fenceWords, modelWords, orderingWords } from '../words.ts';
import type { Workspace } from '../workspace.ts';

/** What the editor can do with what it is offered. */
export interface CompletionOptions {
  /** It goes through the `$1`, `${1:name}` and `$0` of a text. */
  readonly snippets: boolean;
}

/** What can be written at an offset, also in text that does not parse. */
export function completion(
  workspace: Workspace,
  analysis: Analysis,
  offset: number,
  options: CompletionOptions = { snippets: true },
): readonly Completion[] {
  const context = contextAt(analysis.module, offset);
  if (context.inside === 'text') return importFiles(workspace, analysis, context, offset);
  if (context.inside === 'comment') return [];
  const range = toRange(analysis.source, { start: context.start, end: offset });
  const list = new Suggestions(workspace, analysis, context, range);
  collect(list);
  return options.snippets ? list.sorted : list.plain;
}

function collect(list: Suggestions): void {
  const { context } = list;
  const { before, head, depth } = context;
  const last = before.at(-1);
  const word = before[head];
  if (head < 0) return topLevel(list);
  if (word === 'import') return importDeclaration(list);
  if (word === 'check') return checkDeclaration(list);
  if (word === 'scenario') return scenarioDeclaration(list);
  if (word === 'deny') return denyDeclaration(list);
  if (word === 'memory') return list.addWords(modelWords, 1, Object.keys(modelWords));
  if (last === 'fence') return list.addWords(fenceWords, 1, Object.keys(fenceWords));
  if (last === 'atomic') list.addWords(orderingWords, 1, Object.keys(orderingWords));
  if (word === 'spec' || word === 'library') return;
  if (last === '.') return afterDot(list);
  if (last === 'at') return labelsOfProcess(list);
  if (last === 'goto') return labelsHere(list);
  if (isStepList(context)) return stepBodies(list, ['action', 'process', 'procedure']);
  if (isNewName(context)) return;
  const pattern = patternPlace(context);
  if (pattern) return patterns(list, pattern);
  if (isType(context)) return types(list);
  const isBody = word === 'process' || word === 'proc' || word === 'action';
  if (isBody && depth === 0) return clauses(list);
  if (isBody && isStatement(context)) return statements(list);
  expressions(list);
}
