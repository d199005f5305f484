import { expect, test } from "vitest";
import { slots } from "./slots.ts";

test("never more at once than there are places, first come first served, and errors give their place back", async () => {
  const { use } = slots(2);
  let [running, most] = [0, 0];
  const order: number[] = [];
  const work = (index: number) => async (): Promise<number> => {
    most = Math.max(most, ++running);
    order.push(index);
    await new Promise((resume) => setTimeout(resume, 1));
    running--;
    if (index === 1) throw new Error("broke");
    return index;
  };
  const settled = await Promise.allSettled([0, 1, 2, 3, 4].map((index) => use(work(index))));
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"]);
  expect([most, order]).toEqual([2, [0, 1, 2, 3, 4]]);
});
