import { describe, expect, test } from "vitest";
import { budgetInWords, claimInWords, metricInWords } from "./in-words.ts";

const lower = { kind: "episode-length", reduce: "sum", better: "lower" } as const;
const said = { says: "so", metric: "steps", axis: "method" } as const;

describe("metrics", () => {
  test.each([
    [{ kind: "episodes-until", atMost: 20, returnAtLeast: 0.5, consecutive: 3, better: "lower" } as const,
      "first of 3 episodes in a row of at most 20 steps and a return of at least 0.5; "
        + "one more than there were when it never happens"],
    [{ ...lower, fromEpisode: 2, toEpisode: 9, fromStep: 100 },
      "steps of an episode, sum over episodes from episode 2, up to episode 9, begun at or after real step 100"],
    [{ kind: "evaluation-return", reduce: "last", better: "higher" } as const,
      "return of the evaluated policy, last of all evaluations"],
    [{ kind: "model-quality", name: "gradient-cosine", better: "higher" } as const,
      "cosine of the policy gradient in the model and the true one, at the end"],
    [{ kind: "model-quality", name: "prediction-error", horizon: 5, reduce: "mean", better: "lower" } as const,
      "squared error of the predicted observation, mean over dimensions 5 steps ahead, mean over all measurements"],
  ])("%o", (metric, words) => {
    expect(metricInWords(metric)).toBe(words);
  });
});

describe("claims", () => {
  test("say what is compared, where, and in which direction", () => {
    expect(claimInWords({ ...said, kind: "better", better: "A", than: "B", level: 0.01, at: { world: "maze" } }, lower))
      .toBe("“A” against “B” at each seed, by “steps” (lower is better), at world “maze”.");
    expect(claimInWords({ ...said, kind: "ordered", order: ["A", "B"] }, lower))
      .toBe("Medians of “steps” (lower is better) should improve strictly in this order: “A”, “B”.");
    expect(claimInWords({ ...said, kind: "equal" }, lower))
      .toBe("“steps” should be the same number for every method at each seed.");
    expect(claimInWords({ ...said, kind: "share", of: "A", bound: 7, atLeast: 0.9 }, lower))
      .toBe("Runs of “A” with “steps” at or below 7 should be at least 90 % of all.");
    const between = { ...said, kind: "share", of: "A", bound: 7, atLeast: 0.07, atMost: 0.1 } as const;
    expect(claimInWords(between, { ...lower, better: "higher" }))
      .toBe("Runs of “A” with “steps” at or above 7 should be at least 7 % and at most 10 % of all.");
  });
});

test("budgets that differ are listed", () => {
  const evaluate = { every: 10, episodes: 1 };
  expect(budgetInWords([{ budget: { episodes: 50, maxEpisodeSteps: 100 }, evaluate }, { budget: { episodes: 20 } }]))
    .toBe("20 or 50 episodes, at most 100 steps an episode, evaluated after every 10 episodes on 1 episode");
});
