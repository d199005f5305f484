// @ts-check
import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "../shared/processes.mjs";
import { repositoryRoot } from "../shared/workspace.mjs";

/** @typedef {import("./tarballs.mjs").Packed} Packed */

/**
 * Installs a tarball the way a stranger would, with nothing of ours but what it declares.
 *
 * @param {Packed} packed
 * @param {string} home  an empty folder outside the workspace
 */
export async function install({ entry, tarball, closure }, home) {
  const overrides = Object.fromEntries([...closure].map(([name, file]) => [name, `file:${file}`]));
  const dependencies = { [entry.name]: `file:${tarball}` };
  const manifest = { name: "consumer", private: true, type: "module", dependencies, overrides };
  writeFileSync(join(home, "package.json"), JSON.stringify(manifest, null, 2));
  await mustRun("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"], { cwd: home });
}

/**
 * The module names that a package offers.
 *
 * @param {Packed} packed
 */
function entriesOf({ entry }) {
  const subpaths = Object.keys(entry.manifest.exports ?? {}).filter((subpath) => !/\.(json|wasm)$|\*/.test(subpath));
  return subpaths.map((subpath) => entry.name + subpath.slice(1));
}

/**
 * Imports every export, then runs the package's own `smoke.mjs` if it has one.
 *
 * @param {Packed} packed
 * @param {string} home
 */
export async function importEverything(packed, home) {
  writeFileSync(join(home, "import.mjs"), importProgram(entriesOf(packed)));
  await mustRun(process.execPath, ["import.mjs"], { cwd: home });
  const smoke = join(packed.entry.directory, "smoke.mjs");
  if (!existsSync(smoke)) return;
  cpSync(smoke, join(home, "smoke.mjs"));
  await mustRun(process.execPath, ["smoke.mjs"], { cwd: home });
}

/** @param {readonly string[]} names */
function importProgram(names) {
  return `for (const name of ${JSON.stringify(names)}) {
  if (Object.keys(await import(name)).length === 0) throw new Error(name + " exports nothing");
}
`;
}

/**
 * Type-checks a strict program that imports every export, declarations of the package included.
 *
 * @param {Packed} packed
 * @param {string} home
 */
export async function checkTypes(packed, home) {
  const names = entriesOf(packed);
  const imports = names.map((name, index) => `import * as module${index} from ${JSON.stringify(name)};\n`).join("");
  const uses = names.map((_name, index) => `module${index}`).join(", ");
  writeFileSync(join(home, "use.ts"), `${imports}export const modules = [${uses}];\n`);
  for (const [module, moduleResolution] of [["NodeNext", "NodeNext"], ["ESNext", "Bundler"]]) {
    const options = {
      ...{ noEmit: true, strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, target: "ES2022" },
      ...{ lib: ["ES2022", "DOM"], module, moduleResolution },
      ...(needsNode(names) ? { types: ["node"], typeRoots: [join(repositoryRoot, "node_modules/@types")] } : { types: [] }),
    };
    writeFileSync(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["use.ts"] }));
    await mustRun(join(repositoryRoot, "node_modules/.bin/tsc"), ["-p", "tsconfig.json"], { cwd: home });
  }
}

/** @param {readonly string[]} names */
function needsNode(names) {
  return names.some((name) => /\/node(\/|$)/.test(name));
}

/**
 * Every command of an installed app explains itself.
 *
 * @param {Packed} packed
 * @param {string} home
 */
export async function askForHelp({ entry }, home) {
  const commands = Object.keys(entry.manifest.bin ?? {});
  if (commands.length === 0) throw new Error("an app has at least one command under \"bin\"");
  for (const command of commands) {
    const { stdout } = await mustRun(join(home, "node_modules/.bin", command), ["--help"], { cwd: home, timeLimit: 60_000 });
    if (stdout.trim() === "") throw new Error(`${command} --help prints nothing`);
  }
}
