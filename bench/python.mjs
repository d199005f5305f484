// A Python process at the end of a pipe, so that its samples alternate with ours in one run. One thread.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

<<<<<<< HEAD
/** Debian's Python first, since its packages are system packages; then whatever python3 is on the path. */
const pythons = ["/usr/bin/python3", "python3"];

function findPython(packages) {
  const probe = `import sys, ${packages.join(", ")}; print(sys.version.split()[0], ${packages.map((name) => `${name}.__version__`).join(", ")})`;
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, ["-c", probe]);
    if (status === 0) return { python, versions: String(stdout).trim().split(" ") };
  }
  return { missing: `no ${packages.join(", ")} for ${pythons.join(" or ")} (Debian: apt-get install python3-${packages.at(-1)})` };
}

/** `{ missing }`, or `{ description, ask, close }`: `ask` sends one JSON line and resolves to the line that comes back. */
export async function openPython(script, packages) {
  const { python, versions, missing } = findPython(packages);
  if (missing) return { missing };
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const child = spawn(python, [fileURLToPath(new URL(script, import.meta.url))], { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const [pythonVersion, ...others] = versions;
  return {
    description: `${packages.map((name, i) => `${name} ${others[i]}`).join(", ")}, Python ${pythonVersion} (found at ${python})`,
    ask: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return JSON.parse((await lines.next()).value);
    },
    close: () => child.stdin.end(),
  };
}
=======
/** Debian's Python first, since its libraries are system packages; then whatever python3 is on the path. */
const pythons = ["/usr/bin/python3", "python3"];

const probe = (modules) => `import sys, ${modules.join(", ")}; print(sys.version.split()[0], ${modules.map((m) => `${m}.__version__`).join(", ")})`;

function findPython(modules) {
  const tried = [];
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, ["-c", probe(modules)]);
    if (status === 0) return { python, versions: String(stdout).trim().split(" ") };
    tried.push(python);
  }
  const packages = modules.map((module) => `python3-${module}`).join(" ");
  return { missing: `no ${modules.join(" and ")} for ${tried.join(" or ")} (Debian: apt-get install ${packages})` };
}

/**
 * `{ missing }`, or `{ description, ask, set, candidate, close }`. The script answers one JSON object a line with another: to
 * `{ set }` with anything, to `{ run, count }` with the CPU nanoseconds of one run.
 */
export async function openPython(scriptName, modules) {
  const { python, versions, missing } = findPython(modules);
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
>>>>>>> main
