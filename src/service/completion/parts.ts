import type { Type } from '../../core/types.ts';
import { formatType } from '../../core/format.ts';
import { prose } from '../../render/prose.ts';
import { type ChainMeaning, meaningOf } from '../chain-type.ts';
import { chainBefore } from '../context.ts';
import type { Declared } from '../declared.ts';
import { headOf } from '../describe.ts';
import { indexOf } from '../file-index.ts';
import { builtinDocs } from '../words.ts';
import type { Suggestions } from './suggestions.ts';

/** Behind a dot and behind `at`: parts of what stands before it. */

function meaningBefore({ analysis, context }: Suggestions): ChainMeaning | undefined {
  const chain = chainBefore(context, context.before.length - 1);
  return chain && meaningOf(analysis, chain, context.start);
}

export function afterDot(list: Suggestions): void {
  const meaning = meaningBefore(list);
  switch (meaning?.kind) {
    case 'module':
      for (const one of indexOf(meaning.module).names.values()) if (one.kind !== 'module') list.addDeclared(one, 1);
      return;
    case 'value':
      return partsOfType(list, meaning.type);
    case 'declared':
      for (const kind of ['member', 'label', 'local'] as const)
        for (const one of list.partsOf(meaning.declared, kind)) list.addDeclared(one, 1);
      return;
    case undefined:
      return;
  }
}

/** In the steps of a check or a scenario: `p.`, `prefix.p.` */
export function labelsAfterDot(list: Suggestions): void {
  const meaning = meaningBefore(list);
  if (meaning?.kind === 'module') {
    for (const one of indexOf(meaning.module).names.values())
      if (one.kind === 'process' || one.kind === 'procedure' || one.kind === 'action')
        list.add(one.name, one.kind, 1, { detail: headOf(one) });
  } else if (meaning?.kind === 'declared')
    for (const one of list.partsOf(meaning.declared, 'label')) list.addDeclared(one, 1);
}

function partsOfType(list: Suggestions, type: Type): void {
  if (type.kind === 'tuple')
    type.elements.forEach((t, i) => list.add(String(i), 'field', 1, { detail: formatType(t) }));
  if (type.kind !== 'struct') return;
  const declared = list.analysis.modules.modules
    .map((m) => indexOf(m).names.get(type.name))
    .find((d) => d?.node.kind === 'struct');
  const docs = new Map(declared ? list.partsOf(declared, 'field').map((d) => [d.name, d.doc]) : []);
  for (const field of type.fields) {
    const doc = docs.get(field.name);
    list.add(field.name, 'field', 1, {
      detail: formatType(field.type),
      ...(doc === undefined ? {} : { documentation: prose(doc) }),
    });
  }
}

/** `p at |`, `p[i] at |`, `self at |` */
export function labelsOfProcess(list: Suggestions): void {
  const { before } = list.context;
  list.add('done', 'label', 2, { documentation: builtinDocs['done'] ?? '' });
  const process = before.at(-2) === 'self' ? list.bodyHere() : declaredBefore(list);
  if (process?.kind !== 'process') return;
  for (const one of list.partsOf(process, 'label')) list.addDeclared(one, 1);
  if (process.node.kind !== 'process') return;
  for (const { declared } of list.analysis.occurrencesIn(process.node))
    if (declared?.kind === 'procedure') list.add(declared.name, 'procedure', 3, { detail: headOf(declared) });
}

function declaredBefore(list: Suggestions): Declared | undefined {
  const meaning = meaningBefore(list);
  return meaning?.kind === 'declared' ? meaning.declared : undefined;
}
