// The Python process for dense linear algebra: as scipy.mjs, with another program at the end of the pipe.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const probe = "import numpy, scipy, sys; print(sys.version.split()[0], numpy.__version__, scipy.__version__)";

/** Debian's Python first, since its SciPy is a system package; then whatever python3 is on the path. */
const pythons = ["/usr/bin/python3", "python3"];

function findPython() {
  const tried = [];
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, ["-c", probe]);
    if (status === 0) return { python, versions: String(stdout).trim().split(" ") };
    tried.push(python);
  }
  return { missing: `no SciPy for ${tried.join(" or ")} (Debian: apt-get install python3-scipy)` };
}

/** `{ missing }`, or `{ description, set, candidate, close }`. One thread. */
export async function openDenseScipy() {
  const { python, versions, missing } = findPython();
  if (missing) return { missing };
  const script = fileURLToPath(new URL("scipy-dense.py", import.meta.url));
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const child = spawn(python, [script], { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return JSON.parse((await lines.next()).value);
  };
  const [pythonVersion, numpyVersion, scipyVersion] = versions;
  return {
    description: `SciPy ${scipyVersion}, NumPy ${numpyVersion}, Python ${pythonVersion} (found at ${python})`,
    set: (problem) => ask({ set: problem }),
    candidate: (name) => async (count) => (await ask({ run: name, count })).nanoseconds,
    close: () => child.stdin.end(),
  };
}
