import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cell, CellResult } from "@worldwise/experiment";
import { storing } from "@worldwise/experiment/node";
import { fileName } from "../report/file-name.ts";
import type { Scalar } from "./event-message.ts";
import { scalarEvent, versionEvent } from "./event-message.ts";
import { eventRecord } from "./event-record.ts";
import { qualityNumbers } from "./run-tables.ts";

/**
 * Writes the events of a cell for TensorBoard, in a folder of its own: `<study>/<labels>-<id>/events.out.tfevents.<seconds>.worldwise`.
 *
 * Steps are episodes. Every event has the time at which the cell ended: nobody noted when its episodes did.
 *
 * @param seconds - since 1970; 0 where it is not known
 */
export function writeCellEvents(folder: string, cell: Cell, result: CellResult, seconds: number): void {
  const { study, point, id } = cell;
  const stamp = String(Math.floor(seconds)).padStart(10, "0");
  const file = join(folder, study, `${fileName(...Object.values(point))}-${id.slice(0, 8)}`, `events.out.tfevents.${stamp}.worldwise`);
  const messages = [versionEvent(seconds), ...scalarsOf(result).map((scalar) => scalarEvent(seconds, scalar))];
  storing(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.concat(messages.map(eventRecord)));
  });
}

/** What is drawn of a cell: its episodes, its evaluations, how good its model was, and at the end the agent's own metrics. */
export function scalarsOf({ episodes, evaluations, quality = [], metrics }: CellResult): readonly Scalar[] {
  const last = episodes.at(-1)?.episode ?? 0;
  return [
    ...episodes.flatMap(({ episode, steps, return: total }) => [
      { tag: "episode/return", step: episode, value: total }, { tag: "episode/length", step: episode, value: steps },
    ]),
    ...evaluations.flatMap(({ episode, return: total, length }) => [
      { tag: "evaluation/return", step: episode, value: total }, { tag: "evaluation/length", step: episode, value: length },
    ]),
    ...quality.flatMap((record) => qualityNumbers(record).map(({ name, horizon, value }) => (
      { tag: horizon === undefined ? `quality/${name}` : `quality/${name}-${horizon}`, step: record.episode, value }))),
    ...Object.entries(metrics).map(([name, value]) => ({ tag: `agent/${name}`, step: last, value })),
  ];
}
