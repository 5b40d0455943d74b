import { itemAt } from '../../core/lists.ts';
import { prose } from '../../render/prose.ts';
import type { Analysis } from '../analysis.ts';
import { contextAt } from '../context.ts';
import type { SignatureHelp } from '../data.ts';
import type { Declared } from '../declared.ts';
import { headOf } from '../describe.ts';
import { indexOf } from '../file-index.ts';
import { namesOf } from '../names.ts';
import { documentationOf } from '../words.ts';

/** The head of what is called around an offset, and which of its parameters the cursor is at. */
export function signatureHelp(analysis: Analysis, offset: number): SignatureHelp | undefined {
  const context = contextAt(analysis.module, offset);
  if (context.inside !== 'code') return undefined;
  const { before } = context;
  let depth = 0;
  let activeParameter = 0;
  for (let i = before.length - 1; i > 0; i--) {
    const image = itemAt(before, i);
    if (image === ')' || image === ']' || image === '}') depth++;
    else if (image === '[' || image === '{') {
      if (depth === 0) return undefined;
      depth--;
    } else if (image === ';') return undefined;
    else if (image === ',' && depth === 0) activeParameter++;
    else if (image === '(') {
      if (depth > 0) {
        depth--;
        continue;
      }
      const name = itemAt(before, i - 1);
      // Parentheses that only group.
      if (!/^[A-Za-z_]\w*$/.test(name)) {
        activeParameter = 0;
        continue;
      }
      return signatureOf(analysis, name, before[i - 2] === '.' ? before[i - 3] : undefined, activeParameter);
    }
  }
  return undefined;
}

function signatureOf(
  analysis: Analysis,
  name: string,
  prefix: string | undefined,
  activeParameter: number,
): SignatureHelp | undefined {
  const declared = find(analysis, name, prefix);
  if (declared === undefined) {
    const documentation = documentationOf(name);
    if (documentation === undefined || !/^[a-z_]+$/.test(name)) return undefined;
    const inner = name === 'push' ? ['s', 'e'] : ['s'];
    return build(`${name}(`, inner, ')', documentation, activeParameter);
  }
  const { node, source } = declared;
  const texts =
    node.kind === 'fun' || node.kind === 'proc' || node.kind === 'action'
      ? node.parameters.map((p) => source.text.slice(p.span.start, p.span.end))
      : node.kind === 'variant'
        ? node.payload.map((p) => source.text.slice((p.name ?? p.type).span.start, p.type.span.end))
        : undefined;
  if (texts === undefined) return undefined;
  const head = headOf(declared);
  const tail = head.slice(head.lastIndexOf(')') + 1);
  const kind = node.kind === 'variant' ? '' : `${node.kind} `;
  const documentation = declared.doc === undefined ? undefined : prose(declared.doc);
  return build(`${kind}${name}(`, texts, `)${node.kind === 'action' ? '' : tail}`, documentation, activeParameter);
}

function find(analysis: Analysis, name: string, prefix: string | undefined): Declared | undefined {
  const names = namesOf(analysis.module);
  const owner = prefix === undefined ? undefined : names.find(prefix);
  if (owner?.kind === 'module') {
    const module = names.prefixed(owner);
    return module && indexOf(module).names.get(name);
  }
  return names.find(name) ?? names.members(name)[0];
}

function build(
  opening: string,
  texts: readonly string[],
  closing: string,
  documentation: string | undefined,
  activeParameter: number,
): SignatureHelp {
  let label = opening;
  const parameters = texts.map((text, i): readonly [number, number] => {
    if (i > 0) label += ', ';
    const start = label.length;
    label += text.replace(/\s+/g, ' ');
    return [start, label.length];
  });
  label += closing;
  return {
    label,
    ...(documentation === undefined ? {} : { documentation }),
    parameters,
    activeParameter: Math.min(activeParameter, Math.max(0, texts.length - 1)),
  };
}
