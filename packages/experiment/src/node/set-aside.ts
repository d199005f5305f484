import { linkSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { codeOf, storing } from "./storage-error.ts";

/** Where files go that are damaged or do not belong: nothing is deleted. */
export const setAsideFolder = "set-aside";

/**
 * Moves a file of a run folder to `set-aside/<its path>.<number>`, and never over another one.
 *
 * @param path - of the run folder
 * @param file - path within it, with slashes
 * @returns its new path within the folder
 */
export function setAside(path: string, file: string): string {
  for (let number = 1; ; number++) {
    const aside = `${setAsideFolder}/${file}.${number}`;
    if (moveOnce(join(path, file), join(path, aside))) return aside;
  }
}

/** Moves a file where nothing is yet. Returns false, and moves nothing, when something is there. */
export function moveOnce(from: string, to: string): boolean {
  return storing(from, () => {
    mkdirSync(dirname(to), { recursive: true });
    try {
      linkSync(from, to);
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      throw error;
    }
    rmSync(from);
    return true;
  });
}
