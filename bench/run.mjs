// Ratios that the project promises, measured against the built packages: `pnpm build && pnpm bench`.
//   node bench/run.mjs [part of a name …] [--write]      --write puts what was measured into this Node's section of RESULTS.md
// A benchmark is a module here that exports `name` and `run(): { rows, notes }`, and is listed below.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as bootstrap from "./bootstrap.mjs";
import * as compileTime from "./compile-time.mjs";
import * as compilerSize from "./compiler-size.mjs";
import * as dynaPlanning from "./dyna-planning.mjs";
import * as dynaRun from "./dyna-run.mjs";
import * as environments from "./environments.mjs";
import * as fittedTrees from "./fitted-trees.mjs";
import * as gymnasiumBridge from "./gymnasium-bridge.mjs";
import * as largeProblem from "./large-problem.mjs";
import * as linearAlgebra from "./linear-algebra.mjs";
import { describeLoad, describeMachine } from "./machine.mjs";
import * as matmul from "./matmul.mjs";
import * as millionSteps from "./million-steps.mjs";
import * as modelLosses from "./model-losses.mjs";
import * as modifiedPolicyIteration from "./modified-policy-iteration.mjs";
import * as mujoco from "./mujoco.mjs";
import * as poolOverhead from "./pool-overhead.mjs";
import * as redisThroughput from "./redis-throughput.mjs";
import * as regrounding from "./regrounding.mjs";
import * as reportScale from "./report-scale.mjs";
import * as valueIterationSweep from "./value-iteration-sweep.mjs";

const benchmarks = [
  valueIterationSweep, modifiedPolicyIteration, dynaPlanning, dynaRun, largeProblem, matmul, linearAlgebra, compileTime,
  compilerSize, millionSteps, mujoco, gymnasiumBridge, environments, fittedTrees, modelLosses, regrounding, bootstrap,
  redisThroughput, poolOverhead, reportScale,
];

const file = new URL("RESULTS.md", import.meta.url);
const introduction = `# Benchmarks

Ratios are measured in one run, candidates in turn, by CPU time of one thread; each figure is a median over the rounds, with their
quartiles in brackets.
Measure again with \`pnpm build && node bench/run.mjs --write\`; each version of Node has its own section.
`;

const held = (holds) => (holds === undefined ? "—" : holds ? "yes" : "**no**");

function section(name, load, { rows, notes }) {
  const table = rows.map(({ metric, goal, measured, holds }) => `| ${metric} | ${goal} | ${measured} | ${held(holds)} |`);
  return [
    `### ${name}`, "", "| metric | goal | measured | holds |", "|---|---|---|---|", ...table, "",
    ...notes.map((note) => `- ${note}`), `- Load of all users at the start: ${load}.`, "",
  ].join("\n");
}

/** The parts of a text that begin with a heading of some level, by heading. */
const partsOf = (text, mark) => new Map(text.split(new RegExp(`^(?=${mark} )`, "m")).slice(1).map((part) => [part.slice(0, part.indexOf("\n")), part]));

/** Replaces what was measured in the section of this version of Node, and leaves everything else alone. */
function writeResults(title, machine, measured) {
  const versions = partsOf(existsSync(file) ? readFileSync(file, "utf8") : "", "##");
  const kept = partsOf(versions.get(title) ?? "", "###");
  for (const [name, text] of measured) kept.set(`### ${name}`, text);
  const inOrder = benchmarks.flatMap(({ name }) => kept.get(`### ${name}`) ?? []);
  versions.set(title, [title, "", `Machine: ${machine}.`, "", ...inOrder].join("\n"));
  writeFileSync(file, [introduction, ...versions.values()].join("\n").replace(/\n{3,}/g, "\n\n"));
}

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const isWanted = ({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part.toLowerCase()));
const machine = describeMachine();
const chosen = benchmarks.filter(isWanted);
const measured = new Map();
for (const { name, run } of chosen) {
  measured.set(name, section(name, describeLoad(), await run()));
  console.log(measured.get(name));
}
if (process.argv.includes("--write")) writeResults(`## Node ${process.versions.node.split(".")[0]}`, machine, measured);
