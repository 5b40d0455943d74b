import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import * as steps from '../../diagnostics/steps.ts';
import type { AnyNode, Block, Statement } from '../../syntax/tree.ts';
import { children } from '../../syntax/visit.ts';
import { type Location, spanText } from '../../text/source.ts';
import type { Checked, Env } from '../names/context.ts';
import { applyEdits } from './edits.ts';
import type { BodyEdit, BodyEntity } from '../names/entities.ts';
import { labelledIn, partsOf } from './statement-parts.ts';
import { type InstanceTable, makeTable } from '../names/tables.ts';

/**
 * Checks a body as the edits of a run leave it, by the same rules as any other. What is found is reported as a consequence
 * of the edits. Names of the text keep what they stand for without the edits: an editor shows the file as it is.
 * @param env of the body, in which the body without edits has been checked without an error
 * @param checkAgain checks a body; reports to the context and the unit of the environment that it is given
 */
export function checkEdited(
  env: Env,
  entity: BodyEntity,
  { body, edits, check }: { readonly body: Block; readonly edits: readonly BodyEdit[]; readonly check: string },
  checkAgain: (env: Env, body: Block) => Checked,
): Checked | undefined {
  const { ctx } = env;
  const edited = applyEdits(body, edits);
  if (edited.problem) {
    ctx.diagnostics.push(edited.problem);
    return undefined;
  }
  const originalLocals = new Map(entity.locals);
  entity.locals.clear();
  const mark = ctx.diagnostics.length;
  const table = makeTable(env.table.module);
  const again: Env = { ...env, table, unit: { failed: false, at: env.unit.at } };
  const checked = checkAgain(again, edited.body);
  const [problem] = ctx.diagnostics.splice(mark).filter((d) => d.severity === 'error');
  for (const [name, symbols] of originalLocals) if (!entity.locals.has(name)) entity.editedAway.set(name, symbols);
  const about: About = {
    edits,
    check,
    body,
    after: edited.body,
    labels: entity.labels,
    original: env.table,
    edited: table,
  };
  const found = problem ? consequence(problem, about) : changedMeaning(edited.body, about, env.source);
  if (found) ctx.diagnostics.push(found);
  return found || again.unit.failed ? undefined : checked;
}

interface About {
  readonly edits: readonly BodyEdit[];
  readonly check: string;
  /** Without edits, and with them. */
  readonly body: Block;
  readonly after: Block;
  readonly labels: BodyEntity['labels'];
  readonly original: InstanceTable;
  readonly edited: InstanceTable;
}

/** What was found in the edited body, as a consequence of the edits. */
function consequence(problem: Diagnostic, about: About): Diagnostic {
  const at = problem.primary?.location;
  const name = problem.missing === 'name' && at ? nameAt(about.body, at) : undefined;
  const meant = name && about.original.symbols.get(name.id);
  if (at && meant?.kind === 'local' && meant.definition)
    return steps.editLosesName(at, blamed(about, [at, meant.definition]), meant.name, meant.definition);
  const label = problem.missing === 'target' && at ? about.labels.get(spanText(at)) : undefined;
  if (at && label && !labelledIn(about.after, label.name))
    return steps.editLosesLabel(at, blamed(about, [label.at]), label.name, label.at);
  return steps.editBreaks(
    problem,
    blamed(
      about,
      [problem.primary, ...problem.secondary].flatMap((l) => l?.location ?? []),
    ),
  );
}

/** The edits of statements that a problem is in; all of the body where it is in none. */
function blamed({ edits, check, body }: About, at: readonly Location[]): steps.EditsOfCheck {
  const touched = edits.filter(({ label }) => {
    const span = labelledIn(body, label)?.span;
    return span && at.some((one) => span.start <= one.span.start && one.span.end <= span.end);
  });
  return { check, edits: touched.length > 0 ? touched : edits };
}

/** The node at exactly this place of the text that has a name. */
function nameAt(node: AnyNode, at: Location): AnyNode | undefined {
  const { span } = at;
  if (node.span.start > span.start || node.span.end < span.end) return undefined;
  const isIt = node.span.start === span.start && node.span.end === span.end;
  if (isIt && (node.kind === 'name' || node.kind === 'identifier')) return node;
  for (const part of children(node)) {
    const found = nameAt(part, at);
    if (found) return found;
  }
  return undefined;
}

/** A name or a jump that is right in the edited body too, but is about something else there. */
function changedMeaning(edited: Block, about: About, source: Location['source']): Diagnostic | undefined {
  return changedName(edited, about, source) ?? changedLoop(edited, about, source);
}

function changedName(node: AnyNode, about: About, source: Location['source']): Diagnostic | undefined {
  const before = about.original.symbols.get(node.id);
  const now = about.edited.symbols.get(node.id);
  if (before?.definition && now?.definition && before.definition.span.start !== now.definition.span.start) {
    const at = { source, span: node.span };
    const declared = { before: before.definition, now: now.definition };
    return steps.editChangesName(at, blamed(about, [at]), before.name, declared);
  }
  for (const part of children(node)) {
    const found = changedName(part, about, source);
    if (found) return found;
  }
  return undefined;
}

function changedLoop(edited: Block, about: About, source: Location['source']): Diagnostic | undefined {
  const before = loopsLeft(about.body);
  for (const [statement, loop] of loopsLeft(edited)) {
    if (before.get(statement) === loop) continue;
    const at = { source, span: statement.span };
    return steps.editChangesLoop(at, blamed(about, [at]), statement.kind);
  }
  return undefined;
}

/** The loop of each `break` and `continue`, by its node id: edits make new nodes around what they keep. */
function loopsLeft(body: Block): ReadonlyMap<Statement, number> {
  const found = new Map<Statement, number>();
  const visit = (statement: Statement, loop: number): void => {
    if (statement.kind === 'break' || statement.kind === 'continue') found.set(statement, loop);
    const isLoop = statement.kind === 'while' || statement.kind === 'loop' || statement.kind === 'for';
    for (const part of partsOf(statement)) visit(part, isLoop ? statement.id : loop);
  };
  visit(body, -1);
  return found;
}
