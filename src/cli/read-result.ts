import { Ajv2020 } from 'ajv/dist/2020.js';
import schema from '../../docs/result.schema.json' with { type: 'json' };
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { notAResult } from '../diagnostics/driver.ts';
import type { Result } from '../result/model.ts';
import type { Host } from './host.ts';
import { readInput } from './read-input.ts';

/** A result that was kept in a file, or comes from standard input (`-`): it can be anything, so that all of it is looked at. */
export function readResult(name: string, host: Host): { readonly result: Result } | { readonly problem: Diagnostic } {
  const read = readInput(name, host);
  if ('problem' in read) return read;
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(read.bytes));
  } catch (error) {
    return { problem: notAResult(name, error instanceof SyntaxError ? 'it is not JSON' : 'it is not UTF-8') };
  }
  const other = otherSchema(parsed);
  if (other !== undefined) return { problem: notAResult(name, other) };
  const validate = new Ajv2020({ strictTypes: false, allowUnionTypes: true }).compile<Result>(schema);
  if (!validate(parsed)) {
    const [first] = validate.errors ?? [];
    return {
      problem: notAResult(
        name,
        `${first === undefined || first.instancePath === '' ? 'it' : first.instancePath} ${first?.message ?? 'is wrong'}`,
      ),
    };
  }
  const lost = lostCall(parsed);
  return lost === undefined ? { result: parsed } : { problem: notAResult(name, lost) };
}

/** What is wrong about the number of the schema, which tells most. */
function otherSchema(parsed: unknown): string | undefined {
  const found = typeof parsed === 'object' && parsed !== null && 'schema' in parsed ? parsed.schema : undefined;
  if (found === schema.properties.schema.const) return undefined;
  return typeof found === 'number'
    ? `its schema is ${found}, and this version of thps reads ${schema.properties.schema.const}`
    : 'it has no `schema` of a result';
}

/** What no schema says: that each call that a run names is one of its calls. */
function lostCall({ checks }: Result): string | undefined {
  for (const { name, properties } of checks)
    for (const { trace } of properties) {
      if (trace === undefined) continue;
      const { calls, steps, failure, waiting = [] } = trace;
      const named = [
        ...steps.flatMap((step) => [
          ...step.statements.flatMap((one) => [...one.stack, ...('call' in one ? [one.call] : [])]),
          ...(step.failure?.within?.calls ?? []),
        ]),
        ...(failure?.within?.calls ?? []),
        ...waiting.flatMap(({ causes }) => causes.flatMap((cause) => cause.calls)),
      ];
      if (named.some((id) => id >= calls.length) || calls.some(({ id }, i) => id !== i))
        return `a run of check ${name} names a call that it does not have`;
    }
  return undefined;
}
