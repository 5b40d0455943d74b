import { type Command, Option } from 'commander';
import type { RaceOptions } from '../render/trace-race.ts';
import { parseCount, parseNames } from './options.ts';

/** Options about how a race is drawn, for every command that draws one. */

/** What the option parser makes of them. */
export interface RawRaceOptions {
  readonly width: number;
  readonly steps: 'shared' | 'changes' | 'all';
  readonly processes?: readonly string[];
  readonly quote?: true;
}

export function addRaceOptions(command: Command): Command {
  return command
    .option('--width <columns>', 'width of the lines of a race', (text) => parseCount('--width', text), 72)
    .addOption(
      new Option(
        '--steps <detail>',
        'what a race shows: what touches shared state, only what changes it, or every statement, also in calls',
      )
        .choices(['shared', 'changes', 'all'])
        .default('shared'),
    )
    .option('--processes <names>', 'the columns of a race, separated by commas (default: all that run)', parseNames)
    .option('--quote', 'in a race, show the C that the comment of a label quotes in place of the statement');
}

export function raceOptions({ width, steps, processes, quote }: RawRaceOptions): RaceOptions {
  return {
    width,
    detail: steps,
    ...(processes === undefined ? {} : { processes }),
    wording: quote === true ? 'quote' : 'spec',
  };
}
