import { check } from '../../src/api/check.ts';
import { forms } from '../../src/render/forms/forms.ts';
import { chosen } from '../../src/render/selection.ts';
import type { Checker } from '../shared/checker.ts';
import { answer, type Port } from '../shared/rpc.ts';

/** The name under which messages tell of the text in the editor. */
const NAME = 'spec.thps';

const checker: Checker = {
  check: (text, checks, constants) => check({ name: NAME, text }, { checks, constants, workers: 1 }),
  async show(result, form, name, property) {
    const render = await forms[form].load();
    return render(chosen(result, { checks: [name], properties: [property] }), { race: {} });
  },
};

answer(globalThis as unknown as Port, { ...checker });
