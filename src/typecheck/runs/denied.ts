import { FINDINGS, findingNamed, type FindingName } from '../../core/findings.ts';
import * as promises from '../../diagnostics/promises.ts';
import type { Context } from '../names/context.ts';
import type { Instance } from '../names/entities.ts';

/** What the `deny` declarations of a spec forbid. A library forbids nothing: it does not know what a spec needs of it. */
export function deniedIn(ctx: Context, entry: Instance): readonly FindingName[] {
  const denied = new Set<FindingName>();
  for (const instance of ctx.instances) {
    const { source, tree, role } = instance.module;
    for (const node of tree.declarations) {
      if (node.kind !== 'deny') continue;
      if (instance !== entry || role === 'library') {
        ctx.diagnostics.push(promises.denyInLibrary({ source, span: node.span }));
        continue;
      }
      for (const { name, span } of node.findings) {
        const finding = findingNamed(name);
        if (finding !== undefined) denied.add(finding);
        else if (name !== '') ctx.diagnostics.push(promises.unknownFinding({ source, span }, name, FINDINGS));
      }
    }
  }
  return [...denied];
}
