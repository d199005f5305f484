// What the compiler adds to a page: a bundle of what a training step of a network needs, minified, gzipped.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { atMostExactly } from "./measure.mjs";

export const name = "Size of the compiler of traced programs";

const GOAL = 15;
const autodiff = fileURLToPath(new URL("../packages/autodiff/dist/index.js", import.meta.url));
const math = fileURLToPath(new URL("../packages/math/dist/index.js", import.meta.url));

/** What a network with ReLU or tanh and an optimizer is made of. */
const operations = ["add", "sub", "mul", "div", "square", "sqrt", "exp", "tanh", "relu", "matmul", "mean", "sum", "tensor"];

async function bundle(source) {
  const folder = mkdtempSync(join(tmpdir(), "compiler-size-"));
  try {
    writeFileSync(join(folder, "entry.js"), source);
    const [{ output }] = [await build({
      root: folder, configFile: false, logLevel: "silent",
      build: {
        write: false, minify: true, target: "es2022", modulePreload: { polyfill: false },
        rollupOptions: { input: join(folder, "entry.js"), preserveEntrySignatures: "strict", output: { format: "es" } },
      },
    })].flat();
    if (process.argv.includes("--modules")) showModules(output[0].modules);
    return output[0].code;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What each module contributes, before minification. */
function showModules(modules) {
  const sizes = Object.entries(modules).map(([path, { renderedLength }]) => [renderedLength, path.split("/").slice(-3).join("/")]);
  for (const [size, path] of sizes.toSorted((a, b) => b[0] - a[0])) console.log(String(size).padStart(7), path);
}

const gzipped = (text) => gzipSync(text, { level: 9 }).length / 1024;
/** The module of the math package travels as text in the bundle; its kernels are counted apart. */
const withoutModule = (code) => code.replace(/[A-Za-z0-9+/=]{2000,}/g, "");
const exporting = (names, from) => `export { ${names.join(", ")} } from ${JSON.stringify(from)};`;

export async function run() {
  const rows = [], notes = [];
  const measured = async (what, source, goal) => {
    const code = await bundle(source);
    const bare = withoutModule(code);
    const size = { all: gzipped(code), bare: gzipped(bare), minified: bare.length / 1024 };
    if (goal !== undefined) rows.push(atMostExactly(`${what}, gzipped, without the kernels' module`, goal, size.bare, " KB"));
    notes.push(`${what}: ${size.minified.toFixed(1)} KB minified, ${size.bare.toFixed(2)} KB gzipped; with the kernels' module ${size.all.toFixed(2)} KB gzipped`);
    return size;
  };
  const step = exporting(["program", "grad", "valueAndGrad", "store", ...operations], autodiff);
  const all = await measured("A training step of a network", step, GOAL);
  const plain = await measured("… of which operations and derivatives on plain numbers", exporting(["grad", "valueAndGrad", ...operations], autodiff));
  notes.push(`… so that compiling adds ${(all.bare - plain.bare).toFixed(2)} KB gzipped to them`);
  await measured("… and what it takes of the math package alone", exporting(["createArena"], math));
  await measured("… with scan", `${step}\n${exporting(["scan"], autodiff)}`);
  await measured("… with linear algebra", `${step}\n${exporting(["cholesky", "triangularSolve", "logDeterminant"], autodiff)}`);
  await measured("Everything that the package exports", `export * from ${JSON.stringify(autodiff)};`);
  const module = readFileSync(fileURLToPath(new URL("../packages/math/dist/math.wasm", import.meta.url)));
  notes.push(`The kernels' module itself: ${(module.length / 1024).toFixed(1)} KB, ${gzipped(module).toFixed(2)} KB gzipped`);
  return { rows, notes };
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const { rows, notes } = await run();
  console.table(rows);
  console.log(notes.join("\n"));
}
