// @ts-check
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProcess } from "../shared/processes.mjs";
import { readWorkspace } from "../shared/workspace.mjs";

/**
 * @typedef {import("./snippets.mjs").Snippet} Snippet
 *
 * @typedef {object} Program  a snippet, or a file of `examples/`, as a module of its own
 * @property {string} module  its name in the build folder, `snippet-12`
 * @property {Snippet} snippet
 * @property {string} [expectedFile]  what the whole output must equal
 */

/**
 * A folder in which every package of the workspace can be imported as its users see it: by name, from `dist`.
 *
 * @param {string} root
 * @returns {string}
 */
export function prepareFolder(root) {
  const folder = join(root, "build/examples");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, directory } of readWorkspace(root)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(directory, link, "dir");
  }
  const compilerOptions = {
    customConditions: [], types: ["node"], noEmitOnError: false, isolatedDeclarations: false,
    declaration: false, declarationMap: false, sourceMap: false, rootDir: ".", outDir: "js",
  };
  const configuration = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration, null, 2));
  return folder;
}

/**
 * Writes each program and compiles them all at once.
 *
 * @param {string} root
 * @param {string} folder
 * @param {readonly Program[]} programs
 * @returns {Promise<Map<string, string[]>>} the errors of each module that has any; those of no module under `""`
 */
export async function compile(root, folder, programs) {
  for (const { module, snippet } of programs) writeFileSync(join(folder, `${module}.ts`), `${snippet.code}\nexport {};\n`);
  const compiler = join(root, "node_modules/.bin/tsc");
  const result = await runProcess(compiler, ["-p", "tsconfig.json", "--pretty", "false"], { cwd: folder });
  const errors = errorsByModule(result.output, programs);
  if (result.status !== 0 && errors.size === 0) errors.set("", [result.output]);
  return errors;
}

/**
 * Sorts the compiler's messages by module, and points them at the page that shows the code.
 *
 * @param {string} output
 * @param {readonly Program[]} programs
 */
export function errorsByModule(output, programs) {
  const byModule = new Map(programs.map((program) => [program.module, program.snippet]));
  /** @type {Map<string, string[]>} */
  const errors = new Map();
  let current = "";
  for (const text of output.split("\n").filter((line) => line.trim() !== "")) {
    const place = /^(.+)\.ts\((\d+),(\d+)\): (.*)$/.exec(text);
    const snippet = place === null ? undefined : byModule.get(place[1] ?? "");
    if (!/^\s/.test(text)) current = snippet === undefined ? "" : place?.[1] ?? "";
    const message = snippet === undefined ? text : pointed(snippet, Number(place?.[2]), Number(place?.[3]), place?.[4] ?? "");
    errors.set(current, [...(errors.get(current) ?? []), message]);
  }
  return errors;
}

/**
 * @param {Snippet} snippet
 * @param {number} line
 * @param {number} column
 * @param {string} message
 */
function pointed(snippet, line, column, message) {
  return `${snippet.file}:${snippet.line + line - 1}:${snippet.indent + column} ${message}`;
}
