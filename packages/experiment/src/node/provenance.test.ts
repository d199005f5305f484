import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sha256 } from "./code-digest.ts";
import { removePlanted, temporaryFolder } from "./fixtures/planted-packages.ts";
import { provenance } from "./provenance.ts";

afterAll(removePlanted);

/** A repository with one commit; what it tracks is `package.json` and `a.txt`. */
function repository(): { readonly path: string; readonly commit: string } {
  const path = temporaryFolder();
  for (const name of ["package.json", "a.txt"]) writeFileSync(join(path, name), "1\n");
  const git = (...commandArguments: readonly string[]): string => execFileSync("git", ["-C", path, ...commandArguments], { encoding: "utf8" });
  git("init", "-q");
  git("add", ".");
  git("-c", "user.name=n", "-c", "user.email=e", "commit", "-q", "-m", "first");
  return { path, commit: git("rev-parse", "HEAD").trim() };
}

describe("provenance", () => {
  test("names the commit, and hashes what was changed since, where anything was", () => {
    const { path, commit } = repository();
    expect(provenance(path, temporaryFolder())).toEqual({ working: { commit } });
    writeFileSync(join(path, "untracked.txt"), "x");
    expect(provenance(path, path)).toEqual({ working: { commit }, code: { commit } });
    const changesWith = (text: string): string | undefined => {
      writeFileSync(join(path, "a.txt"), text);
      return provenance(path, path).working?.changes;
    };
    const [two, three] = [changesWith("2\n"), changesWith("3\n")];
    expect(two).toMatch(/^[0-9a-f]{64}$/);
    expect(three).not.toBe(two);
    expect([changesWith("2\n"), changesWith("1\n")]).toEqual([two, undefined]);
  });

  test("a harness that is installed in a repository is not of its commit", () => {
    const { path, commit } = repository();
    const installed = join(path, "node_modules/harness");
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, "package.json"), "{}");
    expect(provenance(path, installed)).toEqual({ working: { commit } });
  });

  test("hashes the nearest list of installed versions: above the working folder, or else above the harness", () => {
    const [working, harness] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(join(working, "deep/er"), { recursive: true });
    expect(provenance(join(working, "deep/er"), harness)).toEqual({});
    writeFileSync(join(harness, "yarn.lock"), "theirs");
    expect(provenance(join(working, "deep/er"), harness)).toEqual({ lockfile: { name: "yarn.lock", sha256: sha256("theirs") } });
    writeFileSync(join(working, "package-lock.json"), "ours");
    expect(provenance(join(working, "deep/er"), harness)).toEqual({ lockfile: { name: "package-lock.json", sha256: sha256("ours") } });
  });

  test("a repository without a commit, and a folder that is not there, say nothing", () => {
    const path = temporaryFolder();
    execFileSync("git", ["-C", path, "init", "-q"]);
    expect(provenance(path, join(path, "nowhere"))).toEqual({});
  });
});
