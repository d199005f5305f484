import { readFileSync } from "node:fs";
import { Arena, assemble, trace, fill, programs, uniforms } from "/tmp/trial/build/trial.mjs";
import { examples, fillInputs } from "./traced-programs.mjs";
import { interleaved, local } from "./measure.mjs";
const load = (f) => new WebAssembly.Module(readFileSync(f));
const kernels = load("/tmp/trial/build/kernels.wasm"), hand = load("/tmp/trial/build/hand.wasm");
const names = { "mlp-small-relu": "MLP 4-64-64-2 B32 relu", "mlp-small-silu": "MLP 4-64-64-2 B32 silu", "mlp-b32-relu": "MLP 14-256-256-12 B32 relu", "mlp-b32-silu": "MLP 14-256-256-12 B32 silu", "mlp-b256-relu": "MLP 14-256-256-12 B256 relu", "mlp-b256-silu": "MLP 14-256-256-12 B256 silu", vagram: "VaGraM", sac: "SAC", ensemble: "ensemble", hvp: "Hessian-vector" };
function trial(example) {
  const arena = Arena.create(kernels);
  const program = assemble(arena, "generated", trace(example.step, example.state, example.inputs));
  const random = uniforms(7);
  for (const b of program.inputs) fill(b.values, b.shape, random);
  program.state.forEach((b, i) => { if (i < 6 || example.name === "sac") fill(b.values, b.shape, random); });
  if (example.name === "sac") for (const b of program.state) b.values.forEach((v, i) => { b.values[i] = Math.abs(v); });
  return program.run;
}
function handFused(name) {
  const found = /^mlp-(small|b32|b256)-(relu|silu)$/.exec(name);
  if (!found) return undefined;
  const [inputs, hidden, outputs] = found[1] === "small" ? [4, 64, 2] : [14, 256, 12];
  const batch = found[1] === "b256" ? 256 : 32;
  const memory = new WebAssembly.Memory({ initial: 1024, maximum: 65536 });
  const { mlp_step } = new WebAssembly.Instance(hand, { env: { memory, abort() {} } }).exports;
  const random = uniforms(7); let top = 65536;
  const take = (n, filled = false) => { const at = top; top += (n * 4 + 256 + 63) & ~63; if (filled) { const v = new Float32Array(memory.buffer, at, n); for (let i = 0; i < n; i++) v[i] = random() * 0.1; } return at; };
  const count = inputs * hidden + hidden + hidden * hidden + hidden + hidden * outputs + ((outputs + 7) & ~7);
  const [x, t, p, g, m, v] = [take(batch * inputs, true), take(batch * outputs, true), take(count, true), take(count), take(count), take(count)];
  const ws = take(6 * batch * hidden + 32 * batch + Math.max(hidden, inputs) * batch + 3 * Math.max(batch, hidden) * (hidden + 32) + 1000);
  let time = 0;
  return () => { time++; const root = Math.sqrt(1 - 0.999 ** time); mlp_step(batch, inputs, hidden, outputs, found[2] === "relu" ? 1 : 2, x, t, p, g, m, v, ws, 1e-3 * root / (1 - 0.9 ** time), 1e-8 * root); };
}
const wanted = process.argv[2] ?? "";
const ours = new Map(examples().map((e) => [e.name, e]));
for (const example of programs()) {
  if (!(example.name in names) || !example.name.includes(wanted)) continue;
  const compiled = ours.get(names[example.name]).build();
  fillInputs(compiled);
  const candidates = { ours: local(() => compiled.run()), trial: local(trial(example)) };
  const h = handFused(example.name); if (h) candidates.hand = local(h);
  const r = await interleaved(candidates, { rounds: 15, milliseconds: 12 });
  const f = ({ low, middle, high }) => `${middle.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`;
  console.log(names[example.name].padEnd(28), `ours ${(r.time("ours") / 1e3).toFixed(1)}us  ours/trial ${f(r.ratio("ours", "trial"))}`, h ? `ours/hand ${f(r.ratio("ours", "hand"))}` : "");
}
