import type { ExtraKey, NumberArray, Space, Spaces, TransitionBatch } from "@worldwise/protocol";
import { batchWithExtras } from "../batch-with-extras.ts";
import type { ExtraLayout } from "../check-batch.ts";

/** One row of a file. */
export interface FileRow {
  readonly episodeId: number;
  /** Whether it only shows the last observation of its episode; the rest does not count then. */
  readonly isLast: boolean;
  readonly observation: ArrayLike<number>;
  readonly action: ArrayLike<number>;
  readonly reward: number;
  readonly discount: number;
  readonly ended: boolean;
  readonly extras: { readonly [name: string]: ArrayLike<number> | undefined };
}

/** Puts rows back together into transitions. */
export interface RowAssembler {
  /** Returns why a row cannot be one of this file; it is then taken for a gap. */
  add(row: FileRow): string | undefined;
  /** Rows are missing here. */
  gap(): void;
  finish(): { readonly batch: TransitionBatch<Space, Space, ExtraKey>; readonly next: Int32Array };
}

/**
 * A transition is complete when the next row of its episode has come: that shows its next observation.
 *
 * A transition before a gap is dropped, and nothing is followed over one.
 *
 * @param capacity - rows at most
 */
export function rowAssembler(spaces: Spaces, extras: object, imagined: boolean, capacity: number): RowAssembler {
  const layout = extras as ExtraLayout<ExtraKey>; // by name
  const batch = batchWithExtras(spaces, Math.max(1, capacity), layout);
  batch.imagined = imagined;
  const next = new Int32Array(Math.max(1, capacity)).fill(-1);
  const columns: { readonly [name: string]: NumberArray } = batch.extras;
  const waiting = { is: false, episodeId: 0, follows: false };

  function complete(observation: ArrayLike<number>): void {
    write(observation, batch.nextObservation, batch.size);
    if (waiting.follows && batch.last[batch.size - 1] === 0) next[batch.size - 1] = batch.size;
    batch.size++;
  }
  function begin(row: FileRow, follows: boolean): void {
    write(row.observation, batch.observation, batch.size);
    write(row.action, batch.action, batch.size);
    batch.reward[batch.size] = row.reward;
    batch.discount[batch.size] = row.discount;
    batch.last[batch.size] = Number(row.ended);
    for (const name in columns) write(row.extras[name]!, columns[name]!, batch.size);
    Object.assign(waiting, { is: true, episodeId: row.episodeId, follows });
  }
  return {
    add(row) {
      const problem = rowProblem(row, spaces, layout);
      const follows = problem === undefined && waiting.is && row.episodeId === waiting.episodeId;
      if (follows) complete(row.observation);
      const missing = waiting.is && !follows ? `the last observation of episode ${waiting.episodeId}` : undefined;
      waiting.is = false;
      if (problem === undefined && !row.isLast) begin(row, follows);
      return problem ?? missing;
    },
    gap() { waiting.is = false; },
    finish: () => ({ batch: trimmed(batch), next: next.slice(0, batch.size) }),
  };
}

function write(row: ArrayLike<number>, column: NumberArray, at: number): void {
  for (let i = 0; i < row.length; i++) column[at * row.length + i] = row[i]!;
}

function rowProblem(
  { isLast, observation, action, extras }: FileRow, spaces: Spaces, layout: ExtraLayout<ExtraKey>
): string | undefined {
  const problem = elementProblem(spaces.observation, observation, "observations");
  if (problem !== undefined || isLast) return problem;
  for (const [name, { size }] of Object.entries(layout)) {
    if (extras[name]?.length !== size) return `infos.${name}: ${size} numbers`;
  }
  return elementProblem(spaces.action, action, "actions");
}

/** What was expected of an element, unless it is so. */
function elementProblem(space: Space, element: ArrayLike<number>, what: string): string | undefined {
  if (element.length !== space.size) return `${what}: ${space.size} numbers`;
  if (space.kind === "box") return undefined;
  const number = element[0]!;
  const isIndex = Number.isInteger(number) && number >= 0 && number < space.count;
  return isIndex ? undefined : `${what}: a whole number from 0 to ${space.count - 1}`;
}

/** Without the room that was not needed. */
function trimmed(batch: TransitionBatch<Space, Space, ExtraKey>): TransitionBatch<Space, Space, ExtraKey> {
  const [capacity, rows] = [batch.reward.length, Math.max(1, batch.size)];
  if (capacity === rows) return batch;
  // the same type
  const cut = <Column extends NumberArray>(column: Column): Column => column.slice(0, column.length / capacity * rows) as Column;
  const extras = Object.fromEntries(Object.entries(batch.extras).map(([name, column]) => [name, cut(column)]));
  return {
    size: batch.size, imagined: batch.imagined,
    observation: cut(batch.observation), action: cut(batch.action), reward: cut(batch.reward),
    nextObservation: cut(batch.nextObservation), discount: cut(batch.discount), last: cut(batch.last),
    extras: extras as typeof batch.extras, // the same names
  };
}
