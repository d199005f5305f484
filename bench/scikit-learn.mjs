// A Python process with scikit-learn at the end of a pipe, so that its samples alternate with ours in one run.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const probe = "import sklearn, sys; print(sys.version.split()[0], sklearn.__version__)";

/** Debian's Python first, since its scikit-learn is a system package; then whatever python3 is on the path. */
const pythons = ["/usr/bin/python3", "python3"];

/** `{ missing }`, or `{ description, ask, close }`. One thread. */
export function openScikitLearn(script) {
  for (const python of pythons) {
    const { status, stdout } = spawnSync(python, ["-c", probe]);
    if (status !== 0) continue;
    const [pythonVersion, version] = String(stdout).trim().split(" ");
    const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
    const child = spawn(python, [fileURLToPath(new URL(script, import.meta.url))], { env, stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const ask = async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return JSON.parse((await lines.next()).value);
    };
    const description = `scikit-learn ${version}, Python ${pythonVersion} (found at ${python})`;
    return { description, ask, close: () => child.stdin.end() };
  }
  return { missing: `no scikit-learn for ${pythons.join(" or ")} (Debian: apt-get install python3-sklearn)` };
}
