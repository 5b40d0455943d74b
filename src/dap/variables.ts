import { Handles } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { NamedData } from '../result/trace.ts';
import { partsOf, type ValueData, valueText } from '../result/values.ts';

/** What can be opened to see its parts. */
interface Node {
  readonly value: ValueData;
  /** As the language writes where it is: `pages[0].refcount`. */
  readonly path: string;
}

/** The variables of the state that is shown: an editor asks for the parts of what somebody opens, by a number. */
export class Variables {
  readonly #nodes = new Handles<readonly NamedData[] | Node>();

  /** Forgets everything: the state is another. */
  reset(): void {
    this.#nodes.reset();
  }

  /** @returns the number of a scope */
  scope(values: readonly NamedData[]): number {
    return this.#nodes.create(values);
  }

  /** What is in a scope or a value; nothing where the number is of an earlier state. */
  in(reference: number): DebugProtocol.Variable[] {
    const node = this.#at(reference);
    if (node === undefined) return [];
    if (!isNode(node)) return node.map(({ name, value }) => this.#variable(name, value, name));
    const { value, path } = node;
    const parts = partsOf(value);
    if (parts.kind === 'struct') return parts.fields.map(([name, of]) => this.#variable(name, of, `${path}.${name}`));
    if (parts.kind !== 'map') return [];
    return parts.entries.map(([key, of]) => this.#variable(`[${valueText(key)}]`, of, `${path}[${valueText(key)}]`));
  }

  /** How the language writes where a variable is that an editor names by what it is in. */
  pathOf(name: string, reference: number | undefined): string {
    const node = reference === undefined ? undefined : this.#at(reference);
    if (node === undefined || !isNode(node)) return name;
    return name.startsWith('[') ? `${node.path}${name}` : `${node.path}.${name}`;
  }

  /** The library says that a number always names something. */
  #at(reference: number): readonly NamedData[] | Node | undefined {
    return this.#nodes.get(reference);
  }

  #variable(name: string, value: ValueData, path: string): DebugProtocol.Variable {
    const { kind } = partsOf(value);
    const hasParts = kind === 'struct' || kind === 'map';
    const variablesReference = hasParts ? this.#nodes.create({ value, path }) : 0;
    return { name, value: valueText(value), evaluateName: path, variablesReference };
  }
}

function isNode(node: readonly NamedData[] | Node): node is Node {
  return 'path' in node;
}
