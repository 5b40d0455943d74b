import type { Analysis } from '../analysis.ts';
import type { SemanticToken } from '../data.ts';
import type { Declared } from '../declared.ts';
import type { Occurrence } from '../occurrences.ts';
import { toRange } from '../positions.ts';

/** What each name is. Words, numbers and comments are left to the grammar of the editor. */
export function semanticTokens(analysis: Analysis): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  for (const occurrence of analysis.occurrences) {
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
