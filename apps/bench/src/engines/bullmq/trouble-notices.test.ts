import { expect, test } from "vitest";
import { troubleNotices } from "./trouble-notices.ts";

test("the same trouble is told once in a while, another one at once", () => {
  let time = 0;
  const told: string[] = [];
  const notice = troubleNotices((text) => told.push(`${time} ${text}`), () => time, 30);
  for (time = 0; time <= 61_000; time += 1000) {
    notice("refused");
    if (time === 5000) notice("reset");
  }
  expect(told).toEqual(["0 refused", "5000 reset", "30000 refused", "60000 refused"]);
});
