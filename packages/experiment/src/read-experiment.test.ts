import { WorldwiseError } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { corridorYaml } from "./fixtures/experiments.ts";
import { parseExperiment, readCellSpec, readExperiment } from "./read-experiment.ts";

interface Loose { studies: [Record<string, unknown> & { axes: Record<string, unknown>; metrics: Record<string, unknown>; claims: Record<string, unknown>[]; charts: unknown[] }] }
/** The small experiment, with its only study changed; without claims, unless the change brings some. */
function changed(change: (study: Loose["studies"][0]) => void): Loose {
  const experiment = parse(corridorYaml) as Loose; // the fixture's own form
  experiment.studies[0].claims = [];
  change(experiment.studies[0]);
  return experiment;
}

/** The lines of an error's message that say what is wrong. */
function issuesOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (WorldwiseError.is(error) && error.code === "bad-experiment") return error.facts["issues"] as readonly string[]; // such errors have it
    throw error;
  }
  return [];
}

const better = { says: "x", kind: "better", metric: "steps", axis: "method", better: "fast", than: "slow", level: 0.05 };

describe("a valid experiment", () => {
  test("is read: ranges, plain values and labels become values with labels; claims and charts may be left out", () => {
    const { name, studies } = parseExperiment(corridorYaml);
    expect(name).toBe("corridors");
    expect(studies[0]!.axes).toEqual({
      cells: [{ label: "3", value: 3 }, { label: "5", value: 5 }],
      method: [{ label: "slow", value: { stepSize: 0.1 } }, { label: "fast", value: { stepSize: 0.5 } }],
      seed: [{ label: "1", value: 1 }, { label: "2", value: 2 }, { label: "3", value: 3 }],
    });
    const bare = readExperiment(changed((study) => { Reflect.deleteProperty(study, "claims"); Reflect.deleteProperty(study, "charts"); }));
    expect([bare.studies[0]!.claims, bare.studies[0]!.charts]).toEqual([[], []]);
  });

  test("is the same in YAML, in JSON and as a record, and when it is read again", () => {
    const record: unknown = parse(corridorYaml);
    const read = parseExperiment(corridorYaml);
    expect(parseExperiment(JSON.stringify(record, null, 2))).toEqual(read);
    expect(readExperiment(record)).toEqual(read);
    expect(readExperiment(read)).toEqual(read);
    expect(parseExperiment(stringify(read))).toEqual(read);
  });

  test("may use a few aliases", () => {
    const text = corridorYaml.replace("value: { stepSize: 0.1 }", "value: &slow { stepSize: 0.1 }").replace("value: { stepSize: 0.5 }", "value: *slow");
    expect(parseExperiment(text).studies[0]!.axes["method"]!.map(({ value }) => value)).toEqual([{ stepSize: 0.1 }, { stepSize: 0.1 }]);
  });
});

describe("each mistake has a line that says what, and where", () => {
  test.each<[string, (study: Loose["studies"][0]) => void, RegExp]>([
    ["no environment", (study) => { Reflect.deleteProperty(study, "environment"); }, /^studies\.0\.environment: a component id, or \{ use: id, with: options \}/],
    ["an unknown field", (study) => { study["agnet"] = "x"; }, /^studies\.0: Unrecognized key: "agnet"/],
    ["a bad name", (study) => { study["name"] = "Step sizes"; }, /^studies\.0\.name: lower-case letters/],
    ["a spec with a wrong field", (study) => { study["agent"] = { use: "a/b", wiht: {} }; }, /^studies\.0\.agent: Unrecognized key: "wiht"/],
    ["a spec that is none", (study) => { study["agent"] = ["a/b"]; }, /^studies\.0\.agent: a component id, or/],
    ["no axis seed", (study) => { Reflect.deleteProperty(study.axes, "seed"); }, /^studies\.0\.axes: there is always an axis `seed`/],
    ["an axis name", (study) => { study.axes["step-size"] = [1]; }, /^studies\.0\.axes\.step-size: /],
    ["an empty axis", (study) => { study.axes["cells"] = []; }, /^studies\.0\.axes\.cells: .*>=1 items/],
    ["an axis that is none", (study) => { study.axes["cells"] = 3; }, /^studies\.0\.axes\.cells: a range such as 1\.\.20, or a list/],
    ["an axis value", (study) => { study.axes["cells"] = [[1]]; }, /^studies\.0\.axes\.cells/],
    ["a label twice", (study) => { study.axes["cells"] = [3, "3"]; }, /^studies\.0\.axes\.cells: every label once/],
    ["a range that is none", (study) => { study.axes["seed"] = "1-20"; }, /^studies\.0\.axes\.seed: a range such as 1\.\.20, upwards/],
    ["a range downwards", (study) => { study.axes["seed"] = "3..1"; }, /^studies\.0\.axes\.seed: a range such as 1\.\.20, upwards/],
    ["an endless range", (study) => { study.axes["seed"] = "1..1000000000"; }, /^studies\.0\.axes\.seed: .*at most 100000 numbers/],
    ["too many cells", (study) => { Object.assign(study.axes, { seed: "1..2000", cells: "1..1000" }); }, /^studies\.0\.axes: 4000000 cells; at most 1000000/],
    ["a budget of zero", (study) => { study["budget"] = { episodes: 0 }; }, /^studies\.0\.budget\.episodes: .*>=1/],
    ["a budget in words", (study) => { study["budget"] = { episodes: "ten" }; }, /^studies\.0\.budget\.episodes: .*"\$"/],
    ["an evaluation without episodes", (study) => { study["evaluate"] = { every: 5 }; }, /^studies\.0\.evaluate\.episodes: a whole number/],
    ["an unknown kind of metric", (study) => { study.metrics["steps"] = { kind: "envy" }; }, /^studies\.0\.metrics\.steps\.kind: a kind: one of episodes-until/],
    ["no direction", (study) => { study.metrics["steps"] = { kind: "exact-return" }; }, /^studies\.0\.metrics\.steps\.better: .*"lower"\|"higher"/],
    ["an unknown reduction", (study) => { study.metrics["steps"] = { kind: "episode-length", reduce: "mode", better: "lower" }; }, /^studies\.0\.metrics\.steps\.reduce: .*"median"/],
    ["an unknown kind of claim", (study) => { study.claims = [{ ...better, kind: "best" }]; }, /^studies\.0\.claims\.0\.kind: a kind: one of better, ordered, equal, share/],
    ["a level of one", (study) => { study.claims = [{ ...better, level: 1 }]; }, /^studies\.0\.claims\.0\.level: /],
    ["a share that nothing can break", (study) => { study.claims = [{ says: "x", kind: "share", metric: "steps", axis: "method", of: "fast", bound: 1 }]; }, /^studies\.0\.claims\.0: give atLeast or atMost/],
    ["a claim on a metric that is not there", (study) => { study.claims = [{ ...better, metric: "toString" }]; }, /^studies\.0\.claims\.0: there is no metric "toString"; there are steps/],
    ["a claim on an axis that is not there", (study) => { study.claims = [{ says: "x", kind: "equal", metric: "steps", axis: "metod" }]; }, /^studies\.0\.claims\.0: there is no axis metod/],
    ["a label that is not there", (study) => { study.claims = [{ ...better, better: "fats" }]; }, /^studies\.0\.claims\.0: axis method has no label "fats"/],
    ["a place that is not there", (study) => { study.claims = [{ ...better, at: { cells: "4" } }]; }, /^studies\.0\.claims\.0: axis cells has no label "4"/],
    ["a place on the claim's axis", (study) => { study.claims = [{ ...better, at: { method: "fast" } }]; }, /^studies\.0\.claims\.0: axis method is compared/],
    ["an order of one", (study) => { study.claims = [{ says: "x", kind: "ordered", metric: "steps", axis: "method", order: ["fast"] }]; }, /^studies\.0\.claims\.0\.order/],
    ["a chart along no axis", (study) => { study.charts = [{ kind: "value-map", lines: "metod" }]; }, /^studies\.0\.charts\.0: there is no axis metod/],
    ["a chart of no metric", (study) => { study.charts = [{ kind: "metric", metric: "speed", lines: "method" }]; }, /^studies\.0\.charts\.0: there is no metric "speed"/],
    ["a number that is not finite", (study) => { study["agent"] = { use: "a/b", with: { stepSize: Number.NaN } }; }, /^studies\.0\.agent\.with\.stepSize: NaN is not a finite number/],
    ["a function", (study) => { study["agent"] = { use: "a/b", with: { f: () => 1 } }; }, /^studies\.0\.agent\.with\.f: experiments are data/],
  ])("%s", (_, change, line) => {
    const issues = issuesOf(() => readExperiment(changed(change)));
    expect(issues).toEqual([expect.stringMatching(line)]);
  });

  test("several mistakes have several lines, all in the message", () => {
    const experiment = changed((study) => { study["name"] = "A B"; study["budget"] = { steps: -1 }; });
    expect(issuesOf(() => readExperiment(experiment, "small.yaml"))).toHaveLength(2);
    expect(() => readExperiment(experiment, "small.yaml")).toThrow(/expected small\.yaml to be a valid experiment\n +got \n +studies\.0\.name[^\n]*\n +studies\.0\.budget/);
  });

  test("in a text, the line is named", () => {
    const line = 1 + corridorYaml.split("\n").findIndex((each) => each.includes("budget:"));
    expect(issuesOf(() => parseExperiment(corridorYaml.replace("episodes: 10", "episodes: ten")))).toEqual([expect.stringContaining(`(line ${line})`)]);
  });

  test.each<[string, unknown]>([["nothing", undefined], ["null", null], ["a list", []], ["a text", "name"], ["a number", 3]])("%s is no experiment", (_, value) => {
    expect(issuesOf(() => readExperiment(value))).toHaveLength(1);
  });

  test("two studies of one name", () => {
    const experiment = changed(() => undefined);
    expect(issuesOf(() => readExperiment({ ...experiment, studies: [experiment.studies[0], experiment.studies[0]] }))).toEqual(["studies: every name once"]);
  });
});

describe("what could do harm is refused", () => {
  const laughs = ["a: &a [x, x, x, x, x, x, x, x, x]", ..."bcdefghi".split("").map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghi"[index]!}`).join(", ")}]`)].join("\n");

  test.each<[string, string, RegExp]>([
    ["a billion laughs", laughs, /alias count/],
    ["an alias to what it lies in", "a: &a [*a]", /alias|64 levels/],
    ["an alias to nothing", "a: *b", /alias/],
    ["a tag of its own", "a: !run x", /!run/],
    ["a tag of another schema", "a: !!binary aGVsbG8=", /binary/],
    ["a key twice", "name: a\nname: b", /unique: "name" stands here again \(line 2\)/],
    ["a key twice in JSON", '{ "name": "a", "name": "b" }', /unique/],
    ["two documents", "name: a\n---\nname: b", /multiple documents/],
    ["broken syntax", "name: [a", /line 1/],
    ["more aliases than anybody writes", `a: &a 1\n${Array.from({ length: 101 }, (_, index) => `b${index}: *a\n`).join("")}`, /more than 100 aliases \(line 102\)/],
    ["a key that is a list", "x: 1\n? [a, b]\n: c", /keys are plain text \(line 2\)/],
    ["a key that is an alias", "a: &a x\n*a : c", /keys are plain text \(line 2\)/],
    ["a byte of zero", "name: a\ntitle: b\0", /the control character U\+0000 \(line 2\)/],
    ["a text of zeros", "\0".repeat(100), /the control character U\+0000 \(line 1\)/],
    ["what a terminal would obey", "name: a\n\n\u001b[2Jtitle: b", /the control character U\+001B \(line 3\)/],
    ["the same, in other words", 'name: a\ntitle: "\\x1b[2J"', /^title: a control character[^]*\(line 2\)/],
    ["the same in a key", '"\\x1b[2J": 1', /^"\\u001b\[2J": the key "\\u001b\[2J" is refused/],
    ["more than fits", `name: ${"a".repeat(2 ** 21)}`, /2097158 characters; at most 2097152/],
    ["levels beyond the stack", "[".repeat(100_000), /./],
    ["more levels than anybody writes", `${"[".repeat(100)}${"]".repeat(100)}`, /64 levels/],
    ["numbers that are not finite", "name: .inf", /Infinity is not a finite number/],
  ])("%s", (_, text, message) => {
    expect(issuesOf(() => parseExperiment(text))).toEqual([expect.stringMatching(message)]);
  });

  test.each(["__proto__", "constructor", "prototype"])("the key %s, anywhere, and the prototype stays as it was", (key) => {
    const [deep, json] = [corridorYaml.replace("stepSize: 0.1", `${key}: { polluted: true }`), `{ "a": [{ "${key}": { "polluted": true } }] }`];
    for (const text of [`${key}: { polluted: true }`, deep, json]) {
      expect(issuesOf(() => parseExperiment(text))).toEqual([expect.stringContaining(`the key ${key} is refused`)]);
    }
    expect(issuesOf(() => readExperiment(JSON.parse(json)))).toEqual([expect.stringContaining(`a.0.${key}: the key ${key} is refused`)]);
    expect({}).not.toHaveProperty("polluted");
  });

  test("many thousand keys, aliases and anchors are refused soon, and do not fill the screen", () => {
    const numbers = Array.from({ length: 3000 }, (_, index) => index);
    const text = [...numbers.map((k) => `k${k}: &a${k} 1`), ...numbers.map((k) => `l${k}: *a${k}`)].join("\n");
    expect(issuesOf(() => parseExperiment(text))).toEqual(["more than 100 aliases (line 3101)"]);
    const keys = issuesOf(() => parseExperiment(numbers.map((k) => `k${k}: 1`).join("\n")));
    expect(keys.join("\n").length).toBeLessThan(2000);
    const studies = issuesOf(() => parseExperiment(`studies: [${numbers.slice(0, 200).map(() => "1").join(", ")}]`));
    expect(studies).toEqual(expect.arrayContaining([expect.stringMatching(/^… and \d+ more$/)]));
  });

  test("a merge key is a key like any other, and unknown", () => {
    expect(issuesOf(() => parseExperiment(`${corridorYaml}\n<<: { title: x }`))).toEqual([expect.stringContaining('"<<"')]);
  });
});

describe("readCellSpec", () => {
  const spec = { environment: "a/b", agent: { use: "a/c", with: {} }, seed: 1, budget: { steps: 10 } };

  test("takes what has no placeholders left", () => {
    expect(readCellSpec(spec, "study")).toEqual(spec);
  });

  test.each<[string, object, RegExp]>([
    ["neither episodes nor steps", { budget: { maxEpisodeSteps: 3 } }, /budget: give episodes or steps/],
    ["a placeholder", { budget: { steps: "$steps" } }, /budget\.steps: /],
    ["a seed below zero", { seed: -1 }, /seed: /], ["a broken seed", { seed: 1.5 }, /seed: /], ["a seed beyond 2^53", { seed: 2 ** 53 }, /seed: /],
    ["a seed in words", { seed: "one" }, /seed: /], ["an unknown field", { seeds: 1 }, /"seeds"/],
  ])("refuses %s", (_, change, message) => {
    expect(() => readCellSpec({ ...spec, ...change }, "study")).toThrow(message);
  });
});
