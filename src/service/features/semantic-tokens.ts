import type { Analysis } from '../analysis.ts';
import type { Range, SemanticToken } from '../data.ts';
import type { Declared } from '../declared.ts';
import type { Occurrence } from '../occurrences.ts';
import { toOffset, toRange } from '../positions.ts';

/**
 * What each name is. Words, numbers and comments are left to the grammar of the editor.
 * @param range only names that touch it; of what is elsewhere nothing is looked at
 */
export function semanticTokens(analysis: Analysis, range?: Range): readonly SemanticToken[] {
  const { source } = analysis;
  const from = range === undefined ? 0 : toOffset(source, range.start);
  const to = range === undefined ? source.text.length : toOffset(source, range.end);
  const tokens: SemanticToken[] = [];
  const occurrences = analysis.module.tree.declarations
    .filter(({ span }) => span.end >= from && span.start <= to)
    .flatMap((node) => analysis.occurrencesIn(node));
  for (const occurrence of occurrences) {
    if (occurrence.span.end < from || occurrence.span.start > to) continue;
    const type = tokenType(occurrence);
    if (type === undefined) continue;
    const range = toRange(analysis.source, occurrence.span);
    if (range.start.line !== range.end.line) continue;
    tokens.push({ range, type, modifiers: modifiersOf(analysis, occurrence) });
  }
  return tokens;
}

function tokenType({ declared, info }: Occurrence): SemanticToken['type'] | undefined {
  if (declared === undefined)
    switch (info?.kind) {
      case 'module':
        return 'namespace';
      case 'builtin':
        return info.name === 'Process' ? 'type' : 'function';
      default:
        return undefined;
    }
  switch (declared.kind) {
    case 'constant':
    case 'variable':
      return 'variable';
    case 'type':
      return typeToken(declared);
    case 'member':
      return 'enumMember';
    case 'field':
      return 'property';
    case 'function':
      return 'function';
    case 'procedure':
      return 'method';
    case 'action':
      return 'event';
    case 'process':
      return 'class';
    case 'property':
    case 'check':
      return 'decorator';
    case 'label':
      return 'label';
    case 'module':
      return 'namespace';
    case 'local':
      return declared.node.kind === 'parameter' ? 'parameter' : 'variable';
  }
}

function typeToken({ node }: Declared): SemanticToken['type'] {
  switch (node.kind) {
    case 'enum':
    case 'union':
      return 'enum';
    case 'struct':
      return 'struct';
    default:
      return 'type';
  }
}

function modifiersOf(analysis: Analysis, { declared, role }: Occurrence): SemanticToken['modifiers'] {
  const isFixed =
    declared?.kind === 'constant' ||
    (declared?.kind === 'local' &&
      declared.node.kind !== 'varLocal' &&
      !(declared.node.kind === 'parameter' && declared.node.ref));
  return [
    ...(role === 'declaration' ? (['declaration'] as const) : []),
    ...(isFixed ? (['readonly'] as const) : []),
    ...(role === 'write' ? (['modification'] as const) : []),
    ...(declared?.source !== analysis.source ? (['defaultLibrary'] as const) : []),
  ];
}
