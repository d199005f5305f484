// Uses every cheap environment at random, rightly and wrongly, for ten million steps: `pnpm build && node bench/fuzz.mjs [steps] [seed]`.
// Nothing wrong may be accepted, nothing right may throw, and every number must be finite. Ends with `N passed, N failed`.
// A short run of the same is among the tests of the packages.
import { plugins as control } from "../packages/env-control/dist/index.js";
import { plugins as tabular } from "../packages/env-tabular/dist/index.js";
import { philox, seedKey } from "../packages/math/dist/index.js";
import { createComponent } from "../packages/protocol/dist/index.js";
import { asEnvironment, timeLimit } from "../packages/rollout/dist/index.js";
import { fuzzEnvironment } from "../packages/testing/dist/index.js";
import { tally } from "../scripts/shared/tally.mjs";

const [steps = 10_000_000, seed = 0] = process.argv.slice(2).map(Number);
const worlds = [...control, ...tabular].map((plugin) => ({ ...plugin["~worldwise-plugin"], plugin }));

/** The Gym-like face of a world with its usual options. Limits are short, so that much begins and ends. */
function environmentOf({ role, plugin }) {
  const part = createComponent(plugin, {}, {});
  return timeLimit(role === "environment" ? part : asEnvironment(part, { seed }), 200);
}

const results = tally();
const key = seedKey(seed);
let total = 0;
for (const world of worlds) {
  const random = philox.streams(philox.derive(key, world.name), 1);
  const share = Math.ceil(steps / worlds.length);
  const report = fuzzEnvironment(environmentOf(world), { steps: share, random });
  total += report.steps;
  const label = `${world.name}: ${report.steps} steps, ${report.ends} ends, ${report.refusals} wrong calls refused`;
  if (report.violations.length === 0 && report.steps === share) results.pass(label);
  else results.fail(label, report.violations.join("\n"));
}
console.log(`${total} steps in all, seed ${seed}`);
process.exitCode = results.close().failed === 0 ? 0 : 1;
