// A Python process at the end of a pipe, so that its samples alternate with ours in one run. One thread.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Debian's Python first, since its libraries are system packages; then whatever python3 is on the path. */
export const pythons = ["/usr/bin/python3", "python3"];

const probe = (modules) => `import sys, ${modules.join(", ")}; print(sys.version.split()[0], ${modules.map((m) => `${m}.__version__`).join(", ")})`;

function findPython(modules, candidates) {
  const tried = [];
  for (const python of candidates) {
    const { status, stdout } = spawnSync(python, ["-c", probe(modules)]);
    if (status === 0) return { python, versions: String(stdout).trim().split(" ") };
    tried.push(python);
  }
  const packages = modules.map((module) => `python3-${module}`).join(" ");
  return { missing: `no ${modules.join(" and ")} for ${tried.join(" or ")} (Debian: apt-get install ${packages})` };
}

/**
 * `{ missing }`, or `{ description, ask, set, candidate, close }`. The script answers one JSON object a line with another: to
 * `{ set }` with anything, to `{ run, count }` with the CPU nanoseconds of one run. Python is the first candidate that has the
 * modules.
 */
export async function openPython(scriptName, modules, candidates = pythons) {
  const { python, versions, missing } = findPython(modules, candidates);
  if (missing) return { missing };
  const script = fileURLToPath(new URL(scriptName, import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const child = spawn(python, [script], { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${scriptName} has ended`);
    return JSON.parse(value);
  };
  return {
    description: `${modules.map((module, k) => `${module} ${versions[k + 1]}`).join(", ")}, Python ${versions[0]} (found at ${python})`,
    ask,
    set: (problem) => ask({ set: problem }),
    candidate: (name) => async (count) => (await ask({ run: name, count })).nanoseconds,
    close: () => child.stdin.end(),
  };
}

/** SciPy with sparse matrices. */
export const openScipy = () => openPython("scipy-server.py", ["numpy", "scipy"]);
/** SciPy with dense matrices. */
export const openDenseScipy = () => openPython("scipy-dense.py", ["numpy", "scipy"]);
