import { WorldwiseError } from "@worldwise/protocol";
import { isRecord } from "../is-record.ts";

const kept = "run again: what is finished is kept";
const inTheWay = "a file stands where a folder should be: move it, or choose another folder";
const noPermission = "give yourself permission, or choose a folder that you may write to";

/** What the file system says, in words, and what to do about it. */
const complaints: Readonly<Record<string, readonly [got: string, todo: string]>> = {
  ENOSPC: ["no space left on the disk", `free some space and ${kept}`],
  EDQUOT: ["the disk quota is used up", `free some space and ${kept}`],
  EFBIG: ["a file that is larger than the file system takes", "choose a folder on another file system"],
  EIO: ["an error of the disk", `see to the disk, and ${kept}`],
  EACCES: ["no permission", noPermission],
  EPERM: ["no permission", noPermission],
  EROFS: ["a file system that can only be read", "choose a folder that you may write to"],
  ENOTDIR: ["a file in the place of a folder", inTheWay],
  EEXIST: ["a file in the place of a folder", inTheWay],
  EISDIR: ["a folder in the place of a file", "move it, or choose another folder"],
  ELOOP: ["links that lead to themselves", "correct the links"],
  ENAMETOOLONG: ["a name that the file system finds too long", "choose a folder with a shorter path"],
  EMFILE: ["too many open files", `raise the limit of open files, and ${kept}`],
  ENFILE: ["too many open files", `close other programs, and ${kept}`],
};

/**
 * Does something with a file, and puts what the file system complains of into words.
 *
 * Throws `storage` for full disks, missing permission, files in the place of folders and the like; other errors as they are.
 */
export function storing<Outcome>(file: string, act: () => Outcome): Outcome {
  try {
    return act();
  } catch (error) {
    throw inWords(file, error);
  }
}

function inWords(file: string, error: unknown): unknown {
  const code = String(codeOf(error));
  const complaint = complaints[code];
  if (!complaint) return error;
  const [got, todo] = complaint;
  const told = new WorldwiseError("storage", { expected: `to read and write ${file}`, got: `${got} (${code})`, todo }, { file, code });
  told.cause = error;
  return told;
}

/** The code of an error of the file system, such as `ENOENT`. */
export const codeOf = (error: unknown): unknown => (isRecord(error) ? error["code"] : undefined);
