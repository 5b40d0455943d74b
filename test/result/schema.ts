import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const docs = join(import.meta.dirname, '../../docs');

/** A part of a schema. */
type Part = null | boolean | number | string | readonly Part[] | { readonly [name: string]: Part };

/** The same schema, by which an object has the members that are named and no others. */
function strict(part: Part, isVariant = false): Part {
  if (typeof part !== 'object' || part === null) return part;
  if (isList(part)) return part.map((one) => strict(one));
  const parts = Object.entries(part).map(([name, of]): [string, Part] => {
    // A variant of an object has the members of the object as well.
    if (name === 'oneOf' && isList(of)) return [name, of.map((one) => strict(one, 'properties' in part))];
    return [name, strict(of)];
  });
  const isObject = part['type'] === 'object' && !('additionalProperties' in part) && !isVariant;
  return { ...Object.fromEntries(parts), ...(isObject ? { unevaluatedProperties: false } : {}) };
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part);
}

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, allowUnionTypes: true });
for (const name of ['result', 'comparison', 'simulation']) ajv.addSchema(schemaOf(name), `${name}.schema.json`);

function schemaOf(name: string): object {
  return strict(JSON.parse(readFileSync(join(docs, `${name}.schema.json`), 'utf8')) as Part) as object;
}

/** What is wrong with what a command prints, and members that its schema does not know. */
export function problemsOf(
  result: unknown,
  schema: 'result' | 'comparison' | 'simulation' = 'result',
): readonly string[] {
  const validate = ajv.getSchema(`${schema}.schema.json`);
  if (!validate) throw new Error(`there is no schema ${schema}`);
  return validate(result) ? [] : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message ?? ''}`);
}
