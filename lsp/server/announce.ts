import type { Service } from '../../src/service/service.ts';

/**
 * A service that announces which document a question is about before it works on the answer: if the answer does not
 * come, the announcement shows what takes so long.
 */
export function announcing(service: Service, about: (uri: string) => void): Service {
  return new Proxy(service, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...given: readonly unknown[]): unknown => {
        const [uri] = given;
        if (typeof uri === 'string') about(uri);
        const answer: unknown = Reflect.apply(method, target, given);
        return name === 'allDiagnostics' ? eachAnnounced(answer as AllDiagnostics, () => about(String(uri))) : answer;
      };
    },
  });
}

type AllDiagnostics = ReturnType<Service['allDiagnostics']>;

/** These diagnostics are computed step by step, with other questions in between. */
function* eachAnnounced(steps: AllDiagnostics, announce: () => void): AllDiagnostics {
  for (;;) {
    announce();
    const step = steps.next();
    if (step.done === true) return step.value;
    yield;
  }
}
