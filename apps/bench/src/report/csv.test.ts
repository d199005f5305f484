import { expect, test } from "vitest";
import { csv } from "./csv.ts";

test("numbers in full, missing ones empty", () => {
  expect(csv(["label", "value"], [["a", 0.1 + 0.2], ["b", Number.NaN], ["c", -2]]))
    .toBe("label,value\na,0.30000000000000004\nb,\nc,-2\n");
});

test("commas, quotes and line ends are quoted", () => {
  expect(csv(["x"], [["a,b"], ['say "no"'], ["two\nlines"]])).toBe('x\n"a,b"\n"say ""no"""\n"two\nlines"\n');
});

test("what a spreadsheet would compute stays text; numbers that are labels stay numbers", () => {
  expect(csv(["x"], [["=1+1"], ["@cmd"], ["-0.5"], ["+rich, text"]])).toBe(`x\n'=1+1\n'@cmd\n-0.5\n"'+rich, text"\n`);
});
