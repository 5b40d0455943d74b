/**
 * Questions to a worker and their answers. What a worker offers is an object of functions; the page sees the same functions with
 * promises.
 */

interface Question {
  readonly id: number;
  readonly name: string;
  readonly values: readonly unknown[];
}

type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly problem: string });

/** What an end of the connection is used for. */
export interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  /** Of a worker: it has ended by an error that no answer tells. */
  onerror?: ((event: { readonly message: string }) => void) | null;
}

/** The functions of a worker as the page calls them. */
export type Remote<T> = {
  readonly [K in keyof T]: T[K] extends (...values: infer A) => infer R ? (...values: A) => Promise<Awaited<R>> : never;
};

/** Answers questions with the functions of an object. */
export function answer(port: Port, functions: Readonly<Record<string, (...values: never[]) => unknown>>): void {
  port.onmessage = ({ data }) => {
    const { id, name, values } = data as Question;
    void (async () => {
      let message: Answer;
      try {
        const asked = functions[name];
        if (asked === undefined) throw new Error(`nothing answers ${name}`);
        message = { id, value: await asked(...(values as never[])) };
      } catch (problem) {
        message = { id, problem: problem instanceof Error ? problem.message : String(problem) };
      }
      port.postMessage(message);
    })();
  };
}

/** The functions at the other end. A promise is rejected where the function throws. */
export function remote<T extends object>(port: Port): Remote<T> {
  let last = 0;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  port.onmessage = ({ data }) => {
    const message = data as Answer;
    const asker = waiting.get(message.id);
    waiting.delete(message.id);
    if ('problem' in message) asker?.reject(new Error(message.problem));
    else asker?.resolve(message.value);
  };
  port.onerror = ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  const call =
    (name: string) =>
    (...values: readonly unknown[]): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        port.postMessage({ id, name, values } satisfies Question);
      });
  return new Proxy({}, { get: (_, name) => call(String(name)) }) as Remote<T>;
}
