// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { filesBelow, readWorkspace } from "../shared/workspace.mjs";

/**
 * One piece of code that the documentation shows.
 *
 * @typedef {object} Snippet
 * @property {string} file   from the root
 * @property {number} line   of its first line of code, from 1
 * @property {number} indent spaces taken away from each line
 * @property {string} code
 * @property {boolean} runs  false for `ts no-run`: type-checked only
 * @property {string} [problem]  why it cannot be checked at all
 */

/**
 * Every snippet of the workspace: READMEs, docs, and the docstrings of package sources.
 *
 * @param {string} root
 * @returns {Snippet[]}
 */
export function collectSnippets(root) {
  const workspace = readWorkspace(root);
  const pages = [
    join(root, "README.md"),
    ...filesBelow(join(root, "docs")).filter((file) => file.endsWith(".md")),
    ...workspace.map(({ directory }) => join(directory, "README.md")),
  ].filter((file) => existsSync(file));
  const sources = workspace
    .flatMap(({ directory }) => filesBelow(join(directory, "src")))
    .filter((file) => /(?<!\.test|\.test-d)\.ts$/.test(file));
  const read = (/** @type {string} */ file) => readFileSync(file, "utf8");
  const named = (/** @type {string} */ file) => relative(root, file).split(sep).join("/");
  return [
    ...pages.flatMap((file) => snippetsOf(named(file), read(file))),
    ...sources.flatMap((file) => snippetsOf(named(file), docstringsOf(read(file)))),
  ];
}

/**
 * The text of a source's docstrings, each on its own line number; all other lines are empty.
 *
 * @param {string} source
 */
export function docstringsOf(source) {
  let inside = false;
  return source.split("\n").map((line) => {
    if (!inside) {
      inside = /^\s*\/\*\*(?!.*\*\/)/.test(line);
      return "";
    }
    if (line.includes("*/")) inside = false;
    return inside ? line.replace(/^\s*\* ?/, "") : "";
  }).join("\n");
}

/**
 * The fenced `ts` blocks of a text.
 *
 * @param {string} file
 * @param {string} text
 * @returns {Snippet[]}
 */
export function snippetsOf(file, text) {
  const lines = text.split("\n");
  /** @type {Snippet[]} */
  const snippets = [];
  for (let index = 0; index < lines.length; index++) {
    const fence = /^( *)```(\S*)(.*)$/.exec(lines[index] ?? "");
    if (fence === null) continue;
    const [, space = "", language = "", words = ""] = fence;
    const end = lines.findIndex((line, at) => at > index && line.trim() === "```");
    const code = lines.slice(index + 1, end < 0 ? undefined : end).map((line) => line.slice(space.length)).join("\n");
    const problem = end < 0 ? "this block is never closed" : problemOf(language, words.trim());
    const isTypeScript = language === "ts" || problem !== undefined;
    if (isTypeScript) {
      const place = { file, line: index + 2, indent: space.length };
      snippets.push({ ...place, code, runs: words.trim() === "", ...(problem && { problem }) });
    }
    index = end < 0 ? lines.length : end;
  }
  return snippets;
}

/**
 * A block that looks like ours but would silently be left out is an error.
 *
 * @param {string} language
 * @param {string} words
 */
function problemOf(language, words) {
  if (language === "typescript" || language === "tsx" || /^ts[^x]/.test(language)) {
    return `write \`\`\`ts instead of \`\`\`${language}, so that this block is checked`;
  }
  if (language === "ts" && words !== "" && words !== "no-run") {
    return `"${words}" is not known after \`\`\`ts: write "no-run" or nothing`;
  }
  return undefined;
}
