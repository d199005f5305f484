/** What the compiler promises: compiled, never run. */
import type { Box, Dataset, Discrete, Mdp, Model, Problem, Random } from "@worldwise/protocol";
import { corrupted } from "./corrupted.ts";
import { counts } from "./counts.ts";
import { dirichlet } from "./dirichlet.ts";
import { iterVamlThreeStates } from "./iter-vaml-three-states.ts";

declare const problem: Problem<Discrete, Discrete>;
declare const ofBoxes: Problem<Box, Discrete>;
declare const data: Dataset<Discrete, Discrete>;
declare const random: Random;

// @ts-expect-error a table has no rows for real vectors
counts(ofBoxes);

const learner = iterVamlThreeStates(problem);
learner.update(learner.init(random), data, { valueTable: new Float64Array(3) }, random);
// @ts-expect-error value-aware learning is told of a value
learner.update(learner.init(random), data, {}, random);

const outer = corrupted(learner, { factor: 0.5 });
// @ts-expect-error what the learner inside needs, the corrupted one needs
outer.update(outer.init(random), data, {}, random);

declare function planWithDraws(model: Model<"posterior", Discrete, Discrete>): void;
planWithDraws(dirichlet(problem).model(dirichlet(problem).init(random)));

const wrapped = corrupted(dirichlet(problem), { factor: 0.5 });
export const mdp: Mdp = wrapped.model(wrapped.init(random)).mdp;
// @ts-expect-error a posterior is not corrupted, therefore not passed on
planWithDraws(wrapped.model(wrapped.init(random)));

declare function planInOneCall(model: Model<"sampledRows", Discrete, Discrete>): void;
planInOneCall(counts(problem).model(counts(problem).init(random)));
const paidByOutcome = counts(problem, { rewards: "outcome" });
// @ts-expect-error what is paid by outcome is not what sampledRows promises
planInOneCall(paidByOutcome.model(paidByOutcome.init(random)));
