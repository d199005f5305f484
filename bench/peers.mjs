// The comparison with peers, in one interleaved run: `pnpm build && node bench/peers.mjs [part of a name …]`. Installs what is
// missing (peers/install.mjs), checks that all peers compute the same numbers, measures, and without names to choose from writes
// this Node's column of PEERS.md.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { candidate as choleskyCandidate } from "./linear-algebra.mjs";
import { describeLoad, describeMachine } from "./machine.mjs";
import { product, wide } from "./matmul.mjs";
import { interleaved, local, shown } from "./measure.mjs";
import { installPeers, versions } from "./peers/install.mjs";
import { openJax } from "./peers/jax.mjs";
import { regressions } from "./peers/numbers.mjs";
import { ours } from "./peers/ours.mjs";
import { openTfjs } from "./peers/tfjs.mjs";
import { openDenseScipy, openPython } from "./python.mjs";

/** What is promised against PyTorch: floor, goal. */
const programs = {
  "mlp-small-32": ["MLP 4-64-64-2, batch 32", 6, 8], "mlp-wide-32": ["MLP 14-256-256-12, batch 32", 1.3, 2],
  "mlp-wide-256": ["MLP 14-256-256-12, batch 256", 0.65, 0.85], sac: ["SAC update, 64 × 64, batch 128", 2.4, 3.5],
  vagram: ["VaGraM step, 64 × 64, batch 128", 1.8, 2.5], ensemble: ["ensemble 5 × (14-64-64-12), Gaussian likelihood, batch 128", 1.1, 2],
  hvp: ["Hessian-vector product, 4-64-64-2 tanh, batch 32", 5.5, undefined],
};
const sizes = [[100, 1.1, 1.2], [500, 0.7, 0.8], [1000, 0.55, 0.75]];
const settings = { rounds: 21, milliseconds: 16 };

const row = (metric, floor, goal, measured) => ({
  metric, floor, goal, measured: `${shown(measured, "×")}, ${measured.fastest.toFixed(2)}×`, middle: measured.middle,
});
const microseconds = (times, names) => names.map((name) => `${name} ${(times.time(name) / 1e3).toFixed(1)}`).join(", ");

/** Throws where a peer computes something else. */
function checkTold(program, told) {
  for (const [peer, number] of Object.entries(told)) {
    if (Math.abs(number - told.ours) <= 1e-4 * Math.abs(told.ours)) continue;
    throw new Error(`${program}: ${peer} gives ${number}, ours ${told.ours}`);
  }
}

/** The candidates of one program, after three steps of each, which must tell the same. */
async function candidatesOf(program, { torch, tfjs, jax }) {
  const own = ours[program](), candidates = { ours: local(own.run) }, told = {};
  for (let i = 0; i < 3; i++) own.run();
  told.ours = own.told();
  for (const foreach of [false, true]) {
    const name = `${program} foreach=${foreach}`;
    await torch.set({ name, program, foreach });
    told[name] = (await torch.ask({ tell: name, count: 3 })).told;
    candidates[`torch foreach=${foreach}`] = torch.candidate(name);
  }
  if (program in regressions) {
    for (const backend of ["wasm", "cpu"]) {
      const peer = await tfjs.regression(backend, program);
      told[backend] = await peer.told(3);
      candidates[`tfjs ${backend}`] = peer.candidate;
    }
    const peer = await jax.regression(program);
    for (let i = 0; i < 3; i++) peer.run();
    told.jax = peer.told();
    candidates["jax-js"] = local(peer.run);
  }
  checkTold(program, told);
  return candidates;
}

async function measureProgram(program, peers) {
  const [name, floor, goal] = programs[program], candidates = await candidatesOf(program, peers);
  const times = await interleaved(candidates, settings);
  const better = times.time("torch foreach=false") < times.time("torch foreach=true") ? "torch foreach=false" : "torch foreach=true";
  const others = Object.keys(candidates).filter((key) => key !== "ours" && !key.startsWith("torch"));
  const isSmall = program === "mlp-small-32";
  return {
    rows: [
      row(`${name}: against PyTorch`, floor, goal, times.ratio(better, "ours")),
      ...others.map((key) => {
        const [least, wanted] = isSmall && key === "tfjs wasm" ? [35, 45] : [];
        return row(`${name}: against ${key}`, least, wanted, times.ratio(key, "ours"));
      }),
    ],
    notes: [`${name}, µs: ${microseconds(times, Object.keys(candidates))}`],
  };
}

async function measureProduct([m, n], { scipy, tfjs, jax }) {
  await scipy.set({ kind: "product", name: "product", rows: m, columns: n, inner: n, dtype: "float32" });
  const candidates = {
    ours: product("float32", m, n, n), OpenBLAS: scipy.candidate("product"), "tfjs wasm": await tfjs.product("wasm", m, n),
    "jax-js": local(jax.product(m, n)),
  };
  const times = await interleaved(candidates, { rounds: 15, milliseconds: 10 });
  const name = `SGEMM ${m} × ${n} × ${n}`, rates = Object.keys(candidates).map((key) => `${key} ${(2 * m * n * n / times.time(key)).toFixed(1)}`);
  return {
    rows: [
      row(`${name}: against OpenBLAS`, 0.45, 0.55, times.ratio("OpenBLAS", "ours")),
      row(`${name}: against tfjs wasm`, 1.2, undefined, times.ratio("tfjs wasm", "ours")),
      row(`${name}: against jax-js`, undefined, undefined, times.ratio("jax-js", "ours")),
    ],
    notes: [`${name}, GFLOP/s: ${rates.join(", ")}`],
  };
}

async function measureCholesky([size, floor, goal], { scipy }) {
  await scipy.set({ kind: "definite", name: "definite", size });
  const times = await interleaved({ ours: choleskyCandidate(size), SciPy: scipy.candidate("definite") }, settings);
  return {
    rows: [row(`Cholesky and solve, n = ${size}: against SciPy`, floor, goal, times.ratio("SciPy", "ours"))],
    notes: [`Cholesky and solve, n = ${size}, µs: ${microseconds(times, ["ours", "SciPy"])}`],
  };
}

const introduction = `# Against peers

How many times as fast as each peer: medians over the rounds of one interleaved run, quartiles in brackets, then the ratio of the
fastest samples of either; CPU time, one thread each. On a busy machine, whose cores are shared, medians of kernels that keep all
units of a core busy suffer more than those of peers; the fastest samples come from quiet moments.
The same mathematics in each peer, on the same numbers, checked to 1e-4 after three steps before anything is timed. A step is forward,
backward and Adam. PyTorch is eager, with the better of \`foreach\` on and off; jax-js has the whole step under \`jit\`, and reads the
loss or the product back. Bold: below the floor. Measure again with \`pnpm build && node bench/peers.mjs\`, on each version of Node.
`;
const dataFile = new URL("peers/measured.json", import.meta.url), tableFile = new URL("PEERS.md", import.meta.url);
const bound = (number) => (number === undefined ? "—" : `${number}×`);
const cell = (found) => (found === undefined ? "" : found.middle < (found.floor ?? 0) ? `**${found.measured}**` : found.measured);

/** The table from what was measured on each version of Node. */
function table(measured) {
  const nodes = Object.keys(measured), metrics = [...new Map(nodes.flatMap((node) => measured[node].rows).map((each) => [each.metric, each])).values()];
  const find = (node, metric) => measured[node].rows.find((each) => each.metric === metric);
  return [
    introduction, `| | floor | goal | ${nodes.join(" | ")} |`, `|---|---|---|${nodes.map(() => "---|").join("")}`,
    ...metrics.map(({ metric, floor, goal }) =>
      `| ${metric} | ${bound(floor)} | ${bound(goal)} | ${nodes.map((node) => cell(find(node, metric))).join(" | ")} |`),
    ...nodes.flatMap((node) => ["", `## ${node}`, "", `${measured[node].machine}.`, "", ...measured[node].notes.map((note) => `- ${note}`)]), "",
  ].join("\n");
}

installPeers();
const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part.toLowerCase()));
const machine = `${describeMachine()}; load of all users at the start ${describeLoad()}`;
const peers = {
  torch: await openPython("peers/torch-server.py", ["torch", "numpy"]), scipy: await openDenseScipy(), tfjs: await openTfjs(),
  jax: await openJax(),
};
const rows = [], notes = [peers.torch.description, peers.scipy.description, versions()];
const tasks = [
  ...Object.keys(programs).map((program) => [programs[program][0], () => measureProgram(program, peers)]),
  ...wide.map((shape) => ["SGEMM", () => measureProduct(shape, peers)]),
  ...sizes.map((each) => ["Cholesky", () => measureCholesky(each, peers)]),
];
for (const [name, measure] of tasks.filter(([name]) => isWanted(name))) {
  const found = await measure();
  rows.push(...found.rows);
  notes.push(...found.notes);
  for (const { metric, floor, goal, measured } of found.rows) console.log(`${metric}: ${measured}, floor ${bound(floor)}, goal ${bound(goal)}`);
}
peers.torch.close();
peers.scipy.close();
if (wanted.length === 0) {
  const before = existsSync(dataFile) ? JSON.parse(readFileSync(dataFile, "utf8")) : {};
  const all = { ...before, [`Node ${process.versions.node.split(".")[0]}`]: { machine, rows, notes } };
  const measured = Object.fromEntries(Object.keys(all).sort().map((node) => [node, all[node]]));
  writeFileSync(dataFile, `${JSON.stringify(measured, undefined, 1)}\n`);
  writeFileSync(tableFile, table(measured));
}
