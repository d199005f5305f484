import type { Space, TransitionBatch } from "@worldwise/protocol";
import { box, boxOfShape, discrete, sameSpace } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchWithExtras } from "../batch-with-extras.ts";
import { datasetOf } from "../dataset-of.ts";
import { replay } from "../replay.ts";
import type { DecodedDataset, DecodeOptions, RecordedDataset } from "./index.ts";
import { decodeJsonLines, decodeParquet, encodeJsonLines, encodeParquet } from "./index.ts";

type Decode = (bytes: Uint8Array, options?: DecodeOptions) => DecodedDataset | Promise<DecodedDataset>;
type Format = readonly [name: string, encode: (recorded: RecordedDataset) => Uint8Array, decode: Decode];

const formats: readonly Format[] = [
  ["Parquet", (recorded) => encodeParquet(recorded), decodeParquet],
  ["Parquet in groups of 3 rows", (recorded) => encodeParquet(recorded, { rowsPerGroup: 3 }), decodeParquet],
  ["JSON Lines", encodeJsonLines, decodeJsonLines],
];

const strange = [NaN, Infinity, -Infinity, -0, 0, 5e-324, 1.7976931348623157e308, 0.1, 1 / 3, 1e21, 123456789012345680000];

/** One recording of four episodes, the last under way, with every kind of number. */
function recorded(observation: Space, action: Space): RecordedDataset<Space, Space, "behaviorProbability" | "visitCounts"> {
  const extras = { behaviorProbability: { dtype: "float64", size: 1 }, visitCounts: { dtype: "float64", size: 3 } } as const;
  const batch = batchWithExtras({ observation, action }, 12, extras);
  const fill = (column: { [index: number]: number; readonly length: number }, space: Space, from: number): void => {
    for (let i = 0; i < column.length; i++) {
      column[i] = space.kind === "discrete" ? (from + i) % space.count : space.dtype === "uint8" ? (37 * (from + i)) % 256 : strange[(from + i) % strange.length]!;
    }
  };
  fill(batch.observation, observation, 0);
  fill(batch.action, action, 3);
  const width = observation.size;
  batch.nextObservation.set(batch.observation.subarray(width));
  const ends = [0, 0, 1, 0, 2, 1, 0, 0, 0, 0];
  ends.forEach((end, t) => {
    batch.reward[t] = strange[t % strange.length]!;
    batch.discount[t] = end === 1 ? 0 : 0.9 ** (1 + t % 2);
    batch.last[t] = Number(end !== 0);
    if (end !== 0) batch.nextObservation[t * width] = observation.kind === "discrete" ? 4 : 0.5; // where it ended
    batch.extras.behaviorProbability[t] = strange[(t + 5) % strange.length]!;
    batch.extras.visitCounts.set([t, NaN, -0], 3 * t);
  });
  batch.size = ends.length;
  return {
    problem: { observation, action, discount: 0.9 }, data: datasetOf(batch), extras,
    facts: {
      environment: "env-control/cartPole", options: { version: "v0", start: [-0.05, 0.05] }, conventions: { promotion: "numpy-1" },
      packageVersions: { "@worldwise/env-control": "0.1.0" }, seeds: [0, 9007199254740991],
    },
  };
}

/** All bits of all rows. */
function bitsOf(batch: TransitionBatch): unknown {
  const used = Object.entries({ ...batch, ...batch.extras }).flatMap(([name, column]) => {
    if (!ArrayBuffer.isView(column)) return [];
    const width = column.byteLength / batch.reward.length;
    return [[name, column.constructor.name, ...new Uint8Array(column.buffer, column.byteOffset, batch.size * width)]];
  });
  return [batch.size, batch.imagined, used];
}

function rowsOf(recording: RecordedDataset): TransitionBatch {
  const { problem, data, extras } = recording;
  const batch = batchWithExtras(problem, Math.max(1, data.size), extras);
  data.gather(Int32Array.from({ length: data.size }, (_, index) => index), batch);
  return batch;
}
const followOf = ({ data }: RecordedDataset): number[] => Array.from({ length: data.size }, (_, index) => data.follow(index));

const spaces: readonly (readonly [name: string, observation: Space, action: Space])[] = [
  ["float32 and discrete", box("float32", [-Infinity, -1, 0], [Infinity, 0.1, 1]), discrete(5)],
  ["float64", box("float64", [-1, -1], [1, 1]), box("float64", [-2], [2])],
  ["uint8 images and float32", boxOfShape("uint8", [2, 2, 1], 0, 255), box("float32", [-1, -2], [1, 2])],
  ["discrete", discrete(7), discrete(2)],
];

describe.each(formats)("%s", (_name, encode, decode) => {
  test.each(spaces)("brings back %s, bit for bit, with all that was said about it", async (_spaces, observation, action) => {
    const original = recorded(observation, action);
    const back = await decode(encode(original));
    expect(bitsOf(back.batch)).toEqual(bitsOf(rowsOf(original)));
    expect(followOf(back)).toEqual(followOf(original));
    expect(sameSpace(back.problem.observation, observation) && sameSpace(back.problem.action, action)).toBe(true);
    expect([back.problem.discount, back.facts, back.extras, back.damage, back.lostTransitions])
      .toEqual([0.9, original.facts, original.extras, [], 0]);
    expect(encode(back)).toEqual(encode(original)); // and what was read is written as the same bytes
  });

  test("brings back nothing", async () => {
    const problem = { observation: discrete(3), action: discrete(2), discount: 1 };
    const back = await decode(encode({ problem, data: replay(problem, 4) }));
    expect([back.data.size, back.batch.size, back.damage, back.facts]).toEqual([0, 0, [], {}]);
  });

  test("takes lanes apart, and transitions that do not begin where the last one ended", async () => {
    const problem = { observation: discrete(100), action: discrete(2), discount: 0.5 };
    const data = replay(problem, 6, { lanes: 2 });
    const batch = batchWithExtras(problem, 6);
    batch.observation.set([0, 50, 1, 51, 2, 70]); // lane 1 jumps from 52 to 70
    batch.nextObservation.set([1, 51, 2, 52, 3, 71]);
    batch.size = 6;
    data.add(batch);
    const back = await decode(encode({ problem, data }));
    expect([[...back.batch.observation], [...back.batch.nextObservation], followOf(back)])
      .toEqual([[0, 1, 2, 50, 51, 70], [1, 2, 3, 51, 52, 71], [1, 2, -1, 4, -1, -1]]);
    expect([...back.batch.last]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("says of imagined transitions that they are", async () => {
    const original = recorded(discrete(7), discrete(2));
    const back = await decode(encode({ ...original, data: datasetOf({ ...rowsOf(original), imagined: true }) }));
    expect(back.batch.imagined).toBe(true);
  });

  test("brings back any data set", async () => {
    const numbers = fc.double();
    const step = fc.record({ row: fc.tuple(numbers, numbers), reward: numbers, discount: numbers, last: fc.boolean(), jumps: fc.boolean() });
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const problem = { observation: box("float64", [-1, -1], [1, 1]), action: discrete(1), discount: 0.9 };
      const batch = batchWithExtras(problem, steps.length + 1);
      steps.forEach(({ row, reward, discount, last, jumps }, t) => {
        batch.observation.set(row, 2 * t);
        batch.nextObservation.set(jumps ? [t, t] : steps[t + 1]?.row ?? [0, 0], 2 * t);
        [batch.reward[t], batch.discount[t], batch.last[t]] = [reward, discount, Number(last)];
      });
      batch.size = steps.length;
      const back = await decode(encode({ problem, data: datasetOf(batch) }));
      expect(bitsOf(back.batch)).toEqual(bitsOf(rowsOf({ problem, data: datasetOf(batch) })));
    }), { seed: 1, numRuns: 60 });
  });

  test("refuses other spaces and columns than were asked for, and facts that would not come back", async () => {
    const bytes = encode(recorded(discrete(7), discrete(2)));
    const readAs = async (options: DecodeOptions): Promise<unknown> => decode(bytes, { name: "a.file", ...options });
    await expect(readAs({ spaces: { observation: discrete(7), action: discrete(3) } })).rejects
      .toThrow("expected action in discrete(3), with the same bounds, in a.file\n     got discrete(2)");
    await expect(readAs({ extras: { returnTarget: { dtype: "float64", size: 1 } } as never })).rejects.toThrow("infos.returnTarget: 1 of float64 in each row of a.file");
    await expect(readAs({ spaces: { observation: discrete(7), action: discrete(2) } })).resolves.toBeTruthy();
    expect(() => encode({ ...recorded(discrete(7), discrete(2)), facts: { options: { height: NaN } } })).toThrow("facts.options.height");
  });
});
