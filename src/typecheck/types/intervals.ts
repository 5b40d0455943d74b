/** Interval arithmetic: the exact hull of the results for all operands of two intervals. */

export const LEAST_INTEGER = -(2 ** 31);
export const GREATEST_INTEGER = 2 ** 31 - 1;

/** Bounds of a result that need not be a 32-bit integer. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export function isEmpty(a: Interval): boolean {
  return a.high < a.low;
}

export function fits32(a: Interval): boolean {
  return isEmpty(a) || (a.low >= LEAST_INTEGER && a.high <= GREATEST_INTEGER);
}

export function overlap(a: Interval, b: Interval): boolean {
  return a.low <= b.high && b.low <= a.high;
}

const NOTHING: Interval = { low: 0, high: -1 };

export function negate(a: Interval): Interval {
  return isEmpty(a) ? NOTHING : { low: 0 - a.high, high: 0 - a.low };
}

/** Interval of `left op right`; for `/` and `%` of the operands that are in their domain. */
export function arithmetic(op: 'add' | 'sub' | 'mul' | 'div' | 'mod', a: Interval, b: Interval): Interval {
  if (isEmpty(a) || isEmpty(b)) return NOTHING;
  switch (op) {
    case 'add':
      return { low: a.low + b.low, high: a.high + b.high };
    case 'sub':
      return { low: a.low - b.high, high: a.high - b.low };
    case 'mul': {
      const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
      return { low: Math.min(...corners) + 0, high: Math.max(...corners) + 0 };
    }
    case 'div':
    case 'mod': {
      const dividend = { low: Math.max(0, a.low), high: a.high };
      const divisor = { low: Math.max(1, b.low), high: b.high };
      if (isEmpty(dividend) || isEmpty(divisor)) return NOTHING;
      if (op === 'div')
        return {
          low: Math.floor(dividend.low / divisor.high),
          high: Math.floor(dividend.high / divisor.low),
        };
      if (dividend.high < divisor.low) return dividend;
      return { low: 0, high: Math.min(dividend.high, divisor.high - 1) };
    }
  }
}
