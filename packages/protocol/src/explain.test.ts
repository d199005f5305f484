import { describe, expect, test } from "vitest";
import type { Parts } from "./explain.ts";
import { adapters, check, explain } from "./explain.ts";
import { expectComplaint } from "./fixtures/expect-complaint.ts";
import type { Component, Role } from "./plugin.ts";
import { mark } from "./plugin.ts";
import type { Spaces } from "./space.ts";
import { box, boxOfShape, discrete } from "./space.ts";

/** A part as a command line builds it: from names, so that the compiler could not help. */
const named = (role: Role, name: string, needs: readonly string[], provides: readonly string[], spaces?: Spaces): Component =>
  mark(role, { name, package: "acme@0.3.1", needs, provides, ...(spaces && { spaces }) }, {});

const maze = { observation: discrete(54), action: discrete(4) };
const counts = named("model-learner", "counts", [], ["mdp", "dynamics"], maze);
const valueIteration = named("planner", "value-iteration", ["mdp"], ["valueTable"], maze);

const lines = (...rows: readonly string[]): string => rows.join("\n");

describe("explain", () => {
  test("parts that fit", () => {
    const vaml = named("model-learner", "table × iterVaml", ["tracedValue"], ["mdp"]);
    const planner = named("planner", "value-iteration", ["mdp", "data"], ["valueTable", "tracedValue"]);
    expect(explain({ learner: vaml, planner }, { given: ["data"] })).toEqual({ fits: true, text: lines(
      "✓ learner        table × iterVaml       needs tracedValue          ← planner value-iteration",
      "✓ planner        value-iteration        needs mdp                  ← learner table × iterVaml",
      "✓ planner        value-iteration        needs data                 ← the composition",
    ) });
  });

  test("nothing needed, nothing said", () => {
    expect(explain({ learner: counts })).toEqual({ fits: true, text: "" });
    expect(explain({})).toEqual({ fits: true, text: "" });
  });

  test("a need that nobody meets, and what there is instead", () => {
    const planner = named("planner", "tree-search", ["heads"], ["policy"]);
    expect(explain({ learner: counts, planner })).toEqual({ fits: false, text: lines(
      "✗ planner        tree-search            needs heads                ← nobody",
      "    → provided are: mdp, dynamics",
    ) });
    expect(explain({ planner: named("planner", "tree-search", ["heads"], []) }).text).toContain("→ provided are: nothing");
  });

  test("an adapter that would help", () => {
    const learner = named("model-learner", "network × vagram", ["differentiableValue"], ["dynamics"]);
    const planner = named("planner", "forest", ["mdp"], ["value", "tracedValue"]);
    expect(explain({ learner, planner })).toEqual({ fits: false, text: lines(
      "✗ learner        network × vagram       needs differentiableValue  ← nobody",
      "    → tracedValue is there: write a planner with a network for its value",
      "✗ planner        forest                 needs mdp                  ← nobody",
      "    → dynamics is there: write a tabular model, or a planner that needs only dynamics",
    ) });
  });

  test.each(adapters)("$gives from $from", ({ gives, from, write }) => {
    const { text } = explain({ one: named("planner", "one", [gives], []), other: named("model-learner", "other", [], [from]) });
    expect(text).toContain(`→ ${from} is there: write ${write}`);
  });

  test("a part from a later version, and one from an earlier", () => {
    const of = (version: number): Component => ({
      "~worldwise": { role: "planner", version, name: "ucrl-vtr", package: "@acme/parts@0.3.1", needs: ["mdp"], provides: [] },
    });
    expect(explain({ learner: counts, planner: of(1) })).toEqual({ fits: false, text: lines(
      "✗ planner        ucrl-vtr speaks planner/1 (@acme/parts@0.3.1), this protocol speaks planner/0",
      "    → update the packages that compose it",
      "✓ planner        ucrl-vtr               needs mdp                  ← learner counts",
    ) });
    expect(explain({ learner: counts, planner: of(-1) }).text)
      .toContain("→ update @acme/parts@0.3.1, or wrap the part in its adapter");
  });

  test("parts for other spaces than the environment's", () => {
    const lake = { observation: discrete(16), action: discrete(4) };
    expect(explain({ learner: counts, planner: valueIteration }, { spaces: lake })).toEqual({ fits: false, text: lines(
      "✗ learner        counts                 has observation discrete(54), the environment has discrete(16)",
      "    → make learner for the spaces of the environment",
      "✗ planner        value-iteration        has observation discrete(54), the environment has discrete(16)",
      "    → make planner for the spaces of the environment",
      "✓ planner        value-iteration        needs mdp                  ← learner counts",
    ) });
  });

  test("parts for other spaces than each other's, when no environment is named", () => {
    const planner = named("planner", "cem", [], [], { observation: discrete(54), action: box("float32", [-1], [1]) });
    expect(explain({ learner: counts, planner }).text).toBe(lines(
      "✗ planner        cem                    has action box float32[1] in -1 … 1, the learner has discrete(4)",
      "    → make planner for the spaces of the learner",
    ));
  });

  test("boxes that differ in their bounds alone, with the bounds", () => {
    const spaces = { observation: box("float32", [-1, -8], [1, 8]), action: boxOfShape("float32", [6], -1, 1) };
    const wider = { observation: box("float32", [-1, -9], [1, 9]), action: box("float32", [0, 1, 2, 3, 4], [9, 9, 9, 9, 9]) };
    const planner = named("planner", "cem", [], [], wider);
    const { text } = explain({ planner }, { spaces });
    expect(text)
      .toContain("has observation box float32[2] in [-1, -9] … [1, 9], the environment has box float32[2] in [-1, -8] … [1, 8]");
    expect(text).toContain("has action box float32[5] in [0, 1, 2, 3, …] … 9, the environment has box float32[6] in -1 … 1");
  });

  test("the same spaces made twice are the same spaces", () => {
    const spaces = { observation: discrete(54), action: discrete(4) };
    expect(explain({ learner: counts, planner: valueIteration }, { spaces }).fits).toBe(true);
  });

  test("no part provides for itself, but a planner may read the columns that its own policy records", () => {
    const planner = named("planner", "off-policy", ["mdp", "extras.behaviorProbability"], ["mdp", "extras.behaviorProbability"]);
    expect(explain({ planner }).text).toBe(lines(
      "✗ planner        off-policy             needs mdp                  ← nobody",
      "    → provided are: nothing",
      "✓ planner        off-policy             needs extras.behaviorProbability ← planner off-policy",
    ));
  });

  test("what is predicted is not taken for what the planner tells", () => {
    const parts: Parts = {
      loss: named("model-loss", "value-prediction", ["predicted.value"], []), planner: named("planner", "critic", [], ["value"]),
    };
    expect(explain(parts).fits).toBe(false);
    expect(explain({ ...parts, model: named("model-class", "latent", [], ["predicted.value"]) }).fits).toBe(true);
  });
});

describe("check", () => {
  test("is silent when the parts fit", () => {
    expect(() => { check({ learner: counts, planner: valueIteration }); }).not.toThrow();
  });

  test("throws the text of explain", () => {
    const parts = { planner: valueIteration };
    expectComplaint(() => { check(parts); }, "parts-do-not-fit",
      { expected: "every need met", got: `\n${explain(parts).text}`, todo: "follow the arrows, or choose another part" });
  });
});
