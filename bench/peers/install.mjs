// What the peers need: packages from npm in build/peers, outside the workspace, and Debian's Python packages.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = fileURLToPath(new URL("../../build/peers/", import.meta.url));
const packages = {
  "@tensorflow/tfjs": "4.22.0", "@tensorflow/tfjs-backend-wasm": "4.22.0", "@tensorflow/tfjs-backend-cpu": "4.22.0", "@jax-js/jax": "0.1.25",
};
const debian = ["python3-torch", "python3-numpy", "python3-scipy"];

const installed = (name) => {
  const file = `${folder}node_modules/${name}/package.json`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).version : undefined;
};

function installPackages() {
  if (Object.entries(packages).every(([name, version]) => installed(name) === version)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}package.json`, JSON.stringify({ private: true, dependencies: packages }));
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: folder, stdio: "inherit" });
}

function installDebian() {
  const isThere = spawnSync("/usr/bin/python3", ["-c", "import torch, numpy, scipy"]).status === 0;
  if (isThere || !existsSync("/usr/bin/apt-get")) return;
  const install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...debian];
  const [command, ...rest] = process.getuid() === 0 ? install : ["sudo", ...install];
  spawnSync(command, rest, { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}

export function installPeers() {
  installPackages();
  installDebian();
}

const require = createRequire(`${folder}package.json`);
/** A CommonJS package of the peers. */
export const load = (name) => require(name);
/** A module of theirs. */
export const loadModule = (name) => import(pathToFileURL(require.resolve(name)).href);
export const folderOf = (path) => `${folder}node_modules/${path}/`;
export const versions = () => Object.keys(packages).map((name) => `${name} ${installed(name)}`).join(", ");
