// @ts-check
// Type-checks and runs the code that the documentation shows, and the recipes in examples/, against the built packages.
//
//   node scripts/run-examples.mjs [part of a path …]
//
// `console.log(x); // 32` says what is printed; ```ts no-run is only type-checked; examples/NN-name.txt holds the whole
// output of examples/NN-name.ts.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile, prepareFolder } from "./examples/compile.mjs";
import { expectedLines, firstMissingLine } from "./examples/expected-lines.mjs";
import { collectSnippets } from "./examples/snippets.mjs";
import { mapInParallel, runProcess } from "./shared/processes.mjs";
import { tally } from "./shared/tally.mjs";
import { readWorkspace, repositoryRoot } from "./shared/workspace.mjs";

/** @typedef {import("./examples/compile.mjs").Program} Program */

const secondsAllowed = 120;

/**
 * Runs all examples of a workspace and prints one line for each.
 *
 * @param {string} root
 * @param {{ only?: readonly string[], print?: (line: string) => void }} [options]
 *   `only`: examples whose path holds one of these texts
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runExamples(root, { only = [], print = console.log } = {}) {
  const counts = tally({ print });
  const unbuilt = readWorkspace(root).filter(({ directory }) => !existsSync(join(directory, "dist")));
  if (only.length === 0 && unbuilt.length > 0) {
    counts.fail("build", `run \`pnpm build\` first: ${unbuilt.map(({ folder }) => folder).join(", ")}`);
    return counts.close();
  }
  const isWanted = (/** @type {string} */ file) => only.length === 0 || only.some((part) => file.includes(part));
  const programs = programsOf(root).filter(({ snippet }) => isWanted(snippet.file));
  const folder = prepareFolder(root);
  const errors = programs.length === 0 ? new Map() : await compile(root, folder, programs);
  const general = errors.get("");
  if (general !== undefined) counts.fail("compiler", general.join("\n"));
  const failures = await mapInParallel(programs, 2, (program) => failureOf(folder, program, errors.get(program.module)));
  programs.forEach(({ snippet }, index) => {
    const label = `${snippet.file}:${snippet.line}${snippet.runs ? "" : " (types only)"}`;
    const failure = failures[index];
    if (failure === undefined) counts.pass(label);
    else counts.fail(label, failure);
  });
  return counts.close();
}

/**
 * @param {string} root
 * @returns {Program[]}
 */
function programsOf(root) {
  const snippets = collectSnippets(root).map((snippet, index) => ({ module: `snippet-${index}`, snippet }));
  return [...snippets, ...recipesOf(root)];
}

/**
 * @param {string} root
 * @returns {Program[]}
 */
function recipesOf(root) {
  const folder = join(root, "examples");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith(".ts")).sort().map((name) => {
    const module = name.slice(0, -".ts".length);
    const code = readFileSync(join(folder, name), "utf8");
    const expectedFile = join(folder, `${module}.txt`);
    const snippet = { file: `examples/${name}`, line: 1, indent: 0, code, runs: true };
    return { module, snippet, ...(existsSync(expectedFile) && { expectedFile }) };
  });
}

/**
 * @param {string} folder
 * @param {Program} program
 * @param {string[] | undefined} errors  of the compiler
 * @returns {Promise<string | undefined>}
 */
async function failureOf(folder, { module, snippet, expectedFile }, errors) {
  if (snippet.problem !== undefined) return snippet.problem;
  if (errors !== undefined) return errors.join("\n");
  if (!snippet.runs) return undefined;
  const timeLimit = secondsAllowed * 1000;
  const result = await runProcess(process.execPath, [join("js", `${module}.js`)], { cwd: folder, timeLimit });
  if (result.status !== 0) return result.output;
  return printedFailure(snippet.code, result.stdout) ?? (expectedFile && wholeOutputFailure(expectedFile, result.stdout));
}

/**
 * @param {string} code
 * @param {string} stdout
 */
function printedFailure(code, stdout) {
  const missing = firstMissingLine(expectedLines(code), stdout.split("\n"));
  return missing === undefined ? undefined : `should print: ${missing}\nprinted:\n${stdout}`;
}

/**
 * @param {string} file
 * @param {string} stdout
 */
function wholeOutputFailure(file, stdout) {
  const expected = readFileSync(file, "utf8").trimEnd().split("\n");
  const printed = stdout.trimEnd().split("\n");
  const at = expected.findIndex((line, index) => line !== printed[index]);
  if (at < 0 && expected.length === printed.length) return undefined;
  const line = at < 0 ? expected.length : at;
  return `line ${line + 1} differs\n- ${expected[line] ?? "(nothing)"}\n+ ${printed[line] ?? "(nothing)"}`;
}

if (process.argv[1] === import.meta.filename) {
  const { failed } = await runExamples(repositoryRoot, { only: process.argv.slice(2) });
  process.exitCode = failed > 0 ? 1 : 0;
}
