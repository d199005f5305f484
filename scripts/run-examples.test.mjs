// @ts-check
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { expectedLines, firstMissingLine } from "./examples/expected-lines.mjs";
import { docstringsOf, snippetsOf } from "./examples/snippets.mjs";
import { runExamples } from "./run-examples.mjs";
import { repositoryRoot } from "./shared/workspace.mjs";

describe("snippets", () => {
  test("are the ts blocks of a page, with the line of their first code", () => {
    const page = "# Title\n\n```ts\nconst a = 1;\n```\n\n```sh\nls\n```\n\n- item\n  ```ts no-run\n  const b = 2;\n  ```\n";
    expect(snippetsOf("README.md", page)).toEqual([
      { file: "README.md", line: 4, indent: 0, code: "const a = 1;", runs: true },
      { file: "README.md", line: 13, indent: 2, code: "const b = 2;", runs: false },
    ]);
  });

  test("that would silently be left out are problems", () => {
    const problemOf = (/** @type {string} */ page) => snippetsOf("README.md", page)[0]?.problem;
    expect(problemOf("```typescript\n1;\n```")).toContain("instead of ```typescript");
    expect(problemOf("```ts norun\n1;\n```")).toContain('"norun" is not known');
    expect(problemOf("```ts\n1;\n")).toContain("never closed");
    expect(problemOf("```js\n1;\n```")).toBeUndefined();
  });

  test("of a source are those in its docstrings", () => {
    const source = "const before = 1;\n/**\n * @example\n * ```ts\n * use();\n * ```\n */\nexport const after = `\n```ts\n`;\n";
    expect(snippetsOf("a.ts", docstringsOf(source))).toEqual([{ file: "a.ts", line: 5, indent: 0, code: "use();", runs: true }]);
  });
});

describe("expected lines", () => {
  test("are the comments after console.log statements, also of long ones", () => {
    const code = [
      "console.log(1 + 1); // 2",
      "const a = 3; // not this one",
      'console.log("console.log(4); // 4"); // text',
      "console.log(",
      "  a,",
      "); // 3",
      "console.log(a);",
    ].join("\n");
    expect(expectedLines(code)).toEqual(["2", "text", "3"]);
  });

  test("must come in order; other lines may stand between", () => {
    expect(firstMissingLine(["1", "2"], ["0", "1", "x", "2"])).toBeUndefined();
    expect(firstMissingLine(["1", "2"], ["2", "1"])).toBe("2");
    expect(firstMissingLine(["1", "1"], ["1"])).toBe("1");
  });
});

describe("a workspace", () => {
  /** @type {string[]} */
  const planted = [];

  afterEach(() => {
    for (const root of planted.splice(0)) rmSync(root, { recursive: true, force: true });
  });

  /**
   * One built package, `@worldwise/numbers`, and the given files; the lines that the examples print.
   *
   * @param {Record<string, string>} files
   */
  async function linesOf(files) {
    const root = mkdtempSync(join(tmpdir(), "run-examples-"));
    planted.push(root);
    for (const name of ["node_modules", "tsconfig.base.json"]) symlinkSync(join(repositoryRoot, name), join(root, name));
    const manifest = { name: "@worldwise/numbers", type: "module", exports: { ".": "./dist/index.js" } };
    const all = {
      "packages/numbers/package.json": JSON.stringify(manifest),
      "packages/numbers/dist/index.js": "export const seven = 7;",
      "packages/numbers/dist/index.d.ts": "export declare const seven: number;",
      ...files,
    };
    for (const [file, text] of Object.entries(all)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    /** @type {string[]} */
    const lines = [];
    await runExamples(root, { print: (line) => lines.push(line) });
    return lines;
  }

  const importSeven = 'import { seven } from "@worldwise/numbers";\n';

  test("whose pages and recipes tell the truth passes", async () => {
    const docstring = "/**\n * ```ts\n * console.log(await Promise.resolve(1)); // 1\n * ```\n */\n";
    expect(await linesOf({
      "README.md": `\`\`\`ts\n${importSeven}console.log(seven); // 7\n\`\`\`\n`,
      "docs/guides/first.md": "```ts no-run\nthrow new Error();\n```\n",
      "packages/numbers/src/index.ts": `${docstring}export const seven = 7;\n`,
      "examples/01-seven.ts": `${importSeven}console.log(seven);\n`,
      "examples/01-seven.txt": "7\n",
    })).toEqual([
      "ok    README.md:2",
      "ok    docs/guides/first.md:2 (types only)",
      "ok    packages/numbers/src/index.ts:3",
      "ok    examples/01-seven.ts:1",
      "4 passed, 0 failed",
    ]);
  });

  test("fails at each untrue one, and says where", async () => {
    const lines = await linesOf({
      "README.md": [
        "```ts\nconsole.log(1); // 2\n```",
        "```ts\nthrow new Error('stop');\n```",
        "  ```ts no-run\n  const a: string = 1;\n  ```",
      ].join("\n\n"),
      "examples/01-seven.ts": `${importSeven}console.log(seven, seven);\n`,
      "examples/01-seven.txt": "7\n",
    });
    const report = lines.join("\n");
    expect(lines.at(-1)).toBe("0 passed, 4 failed");
    expect(report).toContain("should print: 2");
    expect(report).toContain("Error: stop");
    expect(report).toContain("README.md:10:9 error TS2322");
    expect(report).toContain("- 7\n      + 7 7");
  });
});
