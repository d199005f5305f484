import { createArena } from "@worldwise/math";
import type { StateTree } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { corrupted } from "./corrupted.ts";
import { counts } from "./counts.ts";
import { dirichlet } from "./dirichlet.ts";
import { seeded } from "./fixtures/random.ts";
import { threeStatesProblem as problem } from "./fixtures/three-states.ts";
import { iterVamlThreeStates } from "./iter-vaml-three-states.ts";
import { lastOutcome } from "./last-outcome.ts";
import { maximumLikelihoodThreeStates } from "./maximum-likelihood-three-states.ts";

const learners = [
  counts(problem), lastOutcome(problem), dirichlet(problem), corrupted(counts(problem), { factor: 0.5 }),
  maximumLikelihoodThreeStates(problem), iterVamlThreeStates(problem),
];

test.each(learners)("the arrays of $~worldwise.name live where the composition says", ({ init }) => {
  const arena = createArena();
  const visit = (tree: StateTree): number => {
    if (typeof tree !== "object" || tree === null) return 0;
    if (!ArrayBuffer.isView(tree)) {
      return Object.values(tree).reduce<number>((total, child: StateTree) => total + visit(child), 0);
    }
    expect(tree.length === 0 || arena.contains(tree)).toBe(true);
    return 1;
  };
  expect(visit(init(seeded(1), arena.allocate))).toBeGreaterThan(5);
});
