import * as steps from '../../diagnostics/steps.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Block, CheckDeclaration, Path, Statement } from '../../syntax/tree.ts';
import type { Location } from '../../text/source.ts';
import type { ActionEntity, BodyEdit, Entity, Instance, ProcedureEntity, ProcessEntity } from '../names/entities.ts';
import { reach } from '../names/lookup.ts';
import { labelledIn, mapBlocks, partsOf } from './statement-parts.ts';

/**
 * `without p.l` and `moving p.l after p.m` (language.md, section 7), carried out on the text of a body: what comes out is
 * checked like any other body, so that an edit can do nothing that nobody could write.
 */

type Labelled = Extract<Statement, { kind: 'label' }>;

type Edited = ProcessEntity | ActionEntity | ProcedureEntity;

/**
 * What a check edits. An edit that names no labels of one body is not among them: `resolveRun` says what is wrong with it.
 */
export function editsOf(
  entry: Instance,
  check: CheckDeclaration | undefined,
): ReadonlyMap<Entity, readonly BodyEdit[]> {
  const found = new Map<Entity, BodyEdit[]>();
  for (const node of check?.edits ?? []) {
    const target = bodyOf(entry, node.target);
    const after = node.kind === 'moving' ? bodyOf(entry, node.after) : undefined;
    if (!target) continue;
    if (node.kind === 'moving' && (after?.entity !== target.entity || after.label === target.label)) continue;
    const at: Location = { source: entry.module.source, span: node.span };
    const edit = { kind: node.kind, label: target.label, ...(after ? { after: after.label } : {}), at };
    found.set(target.entity, [...(found.get(target.entity) ?? []), edit]);
  }
  return found;
}

/** The body that `p.l` or `pg.f.l` names, and the label; undefined where there is no such label. */
function bodyOf(entry: Instance, path: Path): { readonly entity: Edited; readonly label: string } | undefined {
  const { entity, rest = [] } = reach(entry.names, path.parts, (part) => part.name) ?? {};
  if (entity?.kind !== 'process' && entity?.kind !== 'action' && entity?.kind !== 'procedure') return undefined;
  const [label, more] = rest;
  const exists = label && !more && labelledIn(entity.declaration.body, label.name);
  return exists ? { entity, label: label.name } : undefined;
}

/**
 * A body with its edits, all carried out at once: statements that are moved are taken out, with what stands in them, then
 * each is put directly after the statement that it is to follow, several after the same one in the order in which they
 * are written; of what is left out the label stays. Gives the problem where edits contradict each other.
 */
export function applyEdits(
  body: Block,
  edits: readonly BodyEdit[],
): { readonly body: Block; readonly problem?: undefined } | { readonly problem: Diagnostic } {
  const byLabel = new Map<string, BodyEdit>();
  for (const edit of edits) {
    const earlier = byLabel.get(edit.label);
    if (earlier) return { problem: steps.editedTwice(edit.at, edit.label, earlier.at) };
    byLabel.set(edit.label, edit);
  }
  const around = enclosingLabels(body);
  for (const edit of edits) {
    const problem = contradiction(edit, byLabel, around);
    if (problem) return { problem };
  }
  const editor = new BodyEditor(body, byLabel);
  return { body: editor.block(body) };
}

/** The labels around each label, innermost first. */
function enclosingLabels(body: Block): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const visit = (statement: Statement, around: readonly string[]): void => {
    if (statement.kind === 'label') found.set(statement.name.name, around);
    const inside = statement.kind === 'label' ? [statement.name.name, ...around] : around;
    for (const part of partsOf(statement)) visit(part, inside);
  };
  visit(body, []);
  return found;
}

/** Whether a statement would stand in itself, or in one that is left out. */
function contradiction(
  edit: BodyEdit,
  byLabel: ReadonlyMap<string, BodyEdit>,
  around: ReadonlyMap<string, readonly string[]>,
): Diagnostic | undefined {
  const isMoved = (label: string): boolean => byLabel.get(label)?.after !== undefined;
  const visited = new Set<string>(edit.after === undefined ? [] : [edit.label]);
  // What is moved stands where the statement that it follows stands, and that may be moved or be in a moved one itself.
  let place = edit.after ?? edit.label;
  for (;;) {
    if (visited.has(place)) return steps.movedIntoItself(edit.at);
    if (isMoved(place)) {
      visited.add(place);
      place = byLabel.get(place)?.after ?? place;
      continue;
    }
    const outer = around.get(place)?.find((label) => byLabel.has(label));
    if (outer === undefined) return undefined;
    const reason = byLabel.get(outer);
    if (reason && reason.after === undefined)
      return steps.editOfLeftOut(edit.at, edit.after ?? edit.label, outer, reason.at);
    place = outer;
  }
}

class BodyEditor {
  readonly #body: Block;
  readonly #edits: ReadonlyMap<string, BodyEdit>;

  constructor(body: Block, edits: ReadonlyMap<string, BodyEdit>) {
    this.#body = body;
    this.#edits = edits;
  }

  block(block: Block): Block {
    return { ...block, statements: block.statements.flatMap((s) => this.#statement(s)) };
  }

  /** What stands in the place of a statement. */
  #statement(statement: Statement): readonly Statement[] {
    switch (statement.kind) {
      case 'label':
        return this.#edits.get(statement.name.name)?.after === undefined ? this.#labelled(statement) : [];
      case 'atomic': {
        const inside = this.#statement(statement.body);
        const [only] = inside;
        const { id, span } = statement.body;
        const body: Statement = inside.length === 1 && only ? only : { kind: 'block', id, span, statements: inside };
        return [{ ...statement, body }];
      }
      default:
        return [mapBlocks(statement, (part) => this.block(part))];
    }
  }

  /** A labelled statement that stays, or comes to stand here, with those that are moved after it. */
  #labelled(statement: Labelled): readonly Statement[] {
    const labels = new Set<string>();
    const labelledAgain = this.#labels(statement, labels);
    // Whichever of its labels an edit names, it is the same statement that others come after.
    const followers = [...this.#edits.values()].filter(({ after }) => after !== undefined && labels.has(after));
    return [
      labelledAgain,
      ...followers.flatMap((edit) => {
        const moved = labelledIn(this.#body, edit.label);
        return moved ? this.#labelled(moved) : [];
      }),
    ];
  }

  /** A statement with the labels that stay with it, which are added to `labels`. */
  #labels({ body, ...label }: Labelled, labels: Set<string>): Labelled {
    const { name } = label.name;
    labels.add(name);
    const edit = this.#edits.get(name);
    if (!body || (edit && edit.after === undefined)) return label;
    if (body.kind !== 'label') {
      const [inside] = this.#statement(body);
      return { ...label, ...(inside ? { body: inside } : {}) };
    }
    return this.#edits.get(body.name.name)?.after === undefined
      ? { ...label, body: this.#labels(body, labels) }
      : label;
  }
}
