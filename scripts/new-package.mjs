// @ts-check
// Writes a new package that passes every check at once: `pnpm new-package environment env-mine`.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { filesBelow, repositoryRoot } from "./shared/workspace.mjs";

/**
 * What `templates/<kind>/kind.json` says.
 *
 * @typedef {object} Kind
 * @property {string} about     for the help text
 * @property {string} prefix    of the package's name; layers are read from names
 * @property {string} purpose   the package in one line, without a full stop
 * @property {Record<string, string>} contents  name → what it is
 * @property {string} neighbors which packages to combine it with
 * @property {ManifestParts} [manifest]  what it adds to package.json
 *
 * @typedef {object} ManifestParts
 * @property {string[]} [keywords]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {object} [worldwise]
 */

const templates = join(import.meta.dirname, "templates");

/** The kinds of package that there are templates for. */
export const kinds = readdirSync(templates).filter((name) => existsSync(join(templates, name, "kind.json"))).sort();

/**
 * Writes `packages/<name>`.
 *
 * @param {{ root: string, kind: string, name: string }} request
 * @returns {string[]} the files, from the root
 */
export function newPackage({ root, kind, name }) {
  if (!kinds.includes(kind)) throw new Error(`there is no kind "${kind}"; the kinds are: ${kinds.join(", ")}`);
  const definition = readKind(kind);
  checkName(name, kind, definition.prefix);
  const directory = join(root, "packages", name);
  if (existsSync(directory)) throw new Error(`packages/${name} exists already; choose another name, or remove it first`);
  const words = wordsFor(kind, name, definition);
  for (const folder of ["shared", kind]) writeTemplate(join(templates, folder), directory, words);
  writeManifest(directory, definition, words);
  cpSync(join(repositoryRoot, "LICENSE"), join(directory, "LICENSE"));
  return filesBelow(directory).map((file) => relative(root, file));
}

/**
 * @param {string} kind
 * @returns {Kind}
 */
function readKind(kind) {
  return JSON.parse(readFileSync(join(templates, kind, "kind.json"), "utf8"));
}

/**
 * @param {string} name
 * @param {string} kind
 * @param {string} prefix
 */
function checkName(name, kind, prefix) {
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(name)) {
    throw new Error(`"${name}" is no package name; write lower-case words with hyphens between, such as ${prefix}two-rooms`);
  }
  if (!name.startsWith(prefix)) throw new Error(`the name of a ${kind} package begins with "${prefix}": try ${prefix}${name}`);
  if (!isIdentifier(camelCase(name.slice(prefix.length)))) {
    throw new Error(`"${name.slice(prefix.length)}" cannot name a function in TypeScript; choose another word`);
  }
}

/** @param {string} word */
function isIdentifier(word) {
  try {
    new Function(`"use strict"; const ${word} = 0;`);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name */
function camelCase(name) {
  return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}

/**
 * What each placeholder stands for. The longer texts come first, as they hold placeholders themselves.
 *
 * @param {string} kind
 * @param {string} name
 * @param {Kind} definition
 * @returns {[placeholder: string, text: string][]}
 */
function wordsFor(kind, name, { prefix, purpose, contents, neighbors }) {
  const concept = name.slice(prefix.length);
  const factory = camelCase(concept);
  const rows = Object.entries(contents).map(([names, text]) => `| \`${names.replaceAll(", ", "`, `")}\` | ${text} |`);
  return [
    ["__example__", readFileSync(join(templates, kind, "example.ts"), "utf8").trimEnd()],
    ["__contents__", rows.join("\n")],
    ["__neighbors__", neighbors],
    ["__purpose__", purpose],
    ["__name__", name],
    ["__concept__", concept],
    ["__factory__", factory],
    ["__Factory__", factory.charAt(0).toUpperCase() + factory.slice(1)],
  ];
}

/**
 * @param {string} text
 * @param {[string, string][]} words
 */
function filled(text, words) {
  return words.reduce((result, [placeholder, word]) => result.replaceAll(placeholder, () => word), text);
}

const notCopied = new Set(["kind.json", "example.ts"]);

/**
 * @param {string} from
 * @param {string} to
 * @param {[string, string][]} words
 */
function writeTemplate(from, to, words) {
  for (const file of filesBelow(from)) {
    const path = relative(from, file);
    if (notCopied.has(path)) continue;
    const target = join(to, filled(path, words));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, filled(readFileSync(file, "utf8"), words));
  }
}

/**
 * Adds to the shared package.json what the kind needs.
 *
 * @param {string} directory
 * @param {Kind} definition
 * @param {[string, string][]} words
 */
function writeManifest(directory, { manifest: extra = {} }, words) {
  const file = join(directory, "package.json");
  const { publishConfig, ...manifest } = JSON.parse(readFileSync(file, "utf8"));
  const merged = {
    ...manifest,
    keywords: [...manifest.keywords, ...(extra.keywords ?? [])],
    dependencies: { ...manifest.dependencies, ...extra.dependencies },
    ...(extra.devDependencies && { devDependencies: extra.devDependencies }),
    publishConfig,
    ...(extra.worldwise && { worldwise: extra.worldwise }),
  };
  writeFileSync(file, `${filled(JSON.stringify(merged, null, 2), words)}\n`);
}

function helpText() {
  const lines = kinds.map((kind) => {
    const { about, prefix } = readKind(kind);
    return `  ${kind.padEnd(12)} ${`${prefix}…`.padEnd(10)} ${about}`;
  });
  return `Usage: pnpm new-package <kind> <name>

Writes packages/<name>, small and complete: it builds, is tested, documented and packed as it stands.
Then replace what it does by what you mean.

Kinds, how their names begin, and what they are:
${lines.join("\n")}

Example: pnpm new-package environment env-two-rooms`;
}

/** @param {string} name */
function nextSteps(name) {
  return `
Next:
  pnpm install                                 adds it to the workspace
  pnpm build
  pnpm vitest packages/${name}
  edit packages/${name}/src, then
  pnpm components                              when a plugin's options have changed
  pnpm turbo run api:update --filter=@worldwise/${name}
                                               when its exports have changed
  npm test                                     every check
  pnpm changeset                               says what is new, for the next release`;
}

function main() {
  const { values, positionals } = parseArgs({ options: { help: { type: "boolean", short: "h" } }, allowPositionals: true });
  const [kind, name, ...rest] = positionals;
  if (values.help || kind === undefined || name === undefined || rest.length > 0) {
    console.log(helpText());
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  try {
    const files = newPackage({ root: repositoryRoot, kind, name });
    console.log(files.join("\n") + nextSteps(name));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

if (process.argv[1] === import.meta.filename) main();
