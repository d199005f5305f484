// @ts-check
// Proves that the arrows between packages point down, and that every import is declared.
import { isBuiltin } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { arrowObjection, outsideObjection } from "./layers/arrows.mjs";
import { importsOf } from "./layers/imports.mjs";
import { closingLine } from "./shared/tally.mjs";
import { filesBelow, readWorkspace, repositoryRoot } from "./shared/workspace.mjs";

/**
 * @typedef {import("./shared/workspace.mjs").WorkspacePackage} WorkspacePackage
 *
 * @typedef {object} Violation
 * @property {string} file  from the root
 * @property {number} line  from 1
 * @property {string} from  the importing package
 * @property {string} to    what it names
 * @property {string} rule
 * @property {string} todo  what to do
 *
 * @typedef {object} Tree
 * @property {string} root
 * @property {Map<string, WorkspacePackage>} packages  by name
 * @property {Set<string>} testTools  packages of the root that every test may import
 */

/**
 * Checks all packages of a workspace.
 *
 * @param {string} root
 * @returns {{ packageCount: number, violations: Violation[] }}
 */
export function checkLayers(root) {
  const workspace = readWorkspace(root);
  const tree = { root, packages: new Map(workspace.map((entry) => [entry.name, entry])), testTools: rootTools(root) };
  const violations = workspace.flatMap((entry) => [...checkManifest(tree, entry), ...checkSources(tree, entry)]);
  return { packageCount: workspace.length, violations };
}

/** @param {string} root */
function rootTools(root) {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }));
}

/**
 * What package.json declares must obey the arrows, used or not.
 *
 * @param {Tree} tree
 * @param {WorkspacePackage} entry
 * @returns {Violation[]}
 */
function checkManifest(tree, entry) {
  const file = `${entry.folder}/package.json`;
  const text = readFileSync(join(tree.root, file), "utf8");
  return [...declaredNames(entry)].flatMap((name) => {
    const objection = objectionTo(tree, entry, name);
    if (objection === undefined) return [];
    const line = text.slice(0, text.indexOf(`"${name}":`)).split("\n").length;
    return [{ file, line, from: entry.name, to: name, ...objection }];
  });
}

/**
 * @param {Tree} tree
 * @param {WorkspacePackage} entry
 * @returns {Violation[]}
 */
function checkSources(tree, entry) {
  const sources = filesBelow(join(entry.directory, "src")).filter((path) => /\.[cm]?tsx?$/.test(path));
  return sources.flatMap((path) => {
    const file = relative(tree.root, path).split(sep).join("/");
    return importsOf(path, readFileSync(path, "utf8")).flatMap(({ specifier, line }) => {
      const objection = importObjection(tree, entry, path, specifier);
      return objection === undefined ? [] : [{ file, line, from: entry.name, to: specifier, ...objection }];
    });
  });
}

/**
 * The first rule that one import breaks.
 *
 * @param {Tree} tree
 * @param {WorkspacePackage} entry
 * @param {string} path  the importing file, absolute
 * @param {string} specifier
 */
function importObjection(tree, entry, path, specifier) {
  if (specifier.startsWith(".") || specifier.startsWith("/")) return relativeObjection(entry, path, specifier);
  const isTest = /\.test(-d)?\.[cm]?tsx?$/.test(path);
  const name = packageNameOf(specifier);
  const layered = isTest ? undefined : objectionTo(tree, entry, name);
  return layered ?? declarationObjection(tree, entry, name, isTest) ?? subpathObjection(tree, name, specifier);
}

/**
 * @param {WorkspacePackage} entry
 * @param {string} path
 * @param {string} specifier
 */
function relativeObjection(entry, path, specifier) {
  const target = resolve(dirname(path), specifier);
  if (target.startsWith(entry.directory + sep)) return undefined;
  return { rule: "stay-in-the-package", todo: "import the other package by its name" };
}

/**
 * @param {Tree} tree
 * @param {WorkspacePackage} entry
 * @param {string} name
 */
function objectionTo(tree, entry, name) {
  const target = tree.packages.get(name);
  return target === undefined ? outsideObjection(entry, name) : arrowObjection(entry, target);
}

/**
 * @param {Tree} tree
 * @param {WorkspacePackage} entry
 * @param {string} name
 * @param {boolean} isTest
 */
function declarationObjection(tree, entry, name, isTest) {
  if (name === entry.name || isBuiltin(name) || declaredNames(entry).has(name)) return undefined;
  if (!isTest) return { rule: "declare-dependencies", todo: `add ${name} to dependencies in ${entry.folder}/package.json` };
  if (tree.testTools.has(name) || Object.hasOwn(entry.manifest.devDependencies ?? {}, name)) return undefined;
  return { rule: "declare-dependencies", todo: `add ${name} to devDependencies in ${entry.folder}/package.json` };
}

/**
 * @param {Tree} tree
 * @param {string} name
 * @param {string} specifier
 */
function subpathObjection(tree, name, specifier) {
  const target = tree.packages.get(name);
  if (target === undefined || isExported(target, `.${specifier.slice(name.length)}`)) return undefined;
  const offered = Object.keys(target.manifest.exports ?? {}).join(", ");
  return { rule: "no-deep-imports", todo: `import a subpath that ${name} exports (${offered})` };
}

/**
 * @param {WorkspacePackage} target
 * @param {string} subpath  `.` or `./node`
 */
function isExported(target, subpath) {
  return Object.keys(target.manifest.exports ?? {}).some((key) => {
    const [before = "", after] = key.split("*");
    return after === undefined ? key === subpath : subpath.startsWith(before) && subpath.endsWith(after);
  });
}

/**
 * Names that the package's users install with it.
 *
 * @param {WorkspacePackage} entry
 */
function declaredNames({ manifest }) {
  return new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }));
}

/**
 * `@worldwise/testing/node` is of `@worldwise/testing`; a module of Node keeps its whole name.
 *
 * @param {string} specifier
 */
function packageNameOf(specifier) {
  if (isBuiltin(specifier)) return specifier;
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Counts a package as passed when nothing in it breaks a rule. */
function main() {
  const { packageCount, violations } = checkLayers(repositoryRoot);
  for (const { file, line, from, to, rule, todo } of violations) {
    console.log(`${file}:${line}  ${from} → ${to}  ${rule}  ${todo}`);
  }
  const failed = new Set(violations.map((violation) => violation.from)).size;
  console.log(closingLine(packageCount - failed, failed));
  if (failed > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) main();
