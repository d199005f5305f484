import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "../commit-file.ts";
import { moveOnce, setAside } from "../set-aside.ts";
import type { Finding, Remedy } from "./finding.ts";

/**
 * Mends what was found, as far as it can be: nothing is deleted.
 *
 * @returns what was done, in words; undefined where there is no remedy
 */
export function mendFinding(path: string, { file, remedy }: Finding): string | undefined {
  return remedy && mend(path, file, remedy);
}

function mend(path: string, file: string, remedy: Remedy): string {
  switch (remedy.do) {
    case "set-aside":
      return `moved to ${setAside(path, file)}`;
    case "rename":
      return moveOnce(join(path, file), join(path, remedy.to)) ? `renamed to ${remedy.to}`
        : `moved to ${setAside(path, file)}, because ${remedy.to} is there already`;
    case "keep-lines": {
      const aside = setAside(path, file);
      replaceFile(join(path, file), remedy.texts.map((text) => `${text}\n`).join(""));
      return `moved to ${aside}, and its ${remedy.texts.length} whole lines were written anew`;
    }
    case "restore": {
      const aside = existsSync(join(path, file)) ? `moved to ${setAside(path, file)}, and ` : "";
      replaceFile(join(path, file), readFileSync(join(path, remedy.from), "utf8"));
      return `${aside}made anew from ${remedy.from}`;
    }
  }
}
