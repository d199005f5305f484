import { expect, test } from "vitest";
import { endInWords } from "./end-in-words.ts";
import { memoryWords } from "./memory-words.ts";

const nativeTrace = "\n----- Native stack trace -----\n\n 1: 0xd3a3c0  [/usr/bin/node]\n\n----- JavaScript stack trace -----\n\n1: abort (file:///x.js:6:21)\n\n";
const heapTrace = `<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n${nativeTrace}`;

test.each<[string, Parameters<typeof endInWords>[0], RegExp]>([
  ["an exit", { code: 7, signal: null, lastOutput: "" }, /^its process exited with code 7$/],
  ["a signal", { code: null, signal: "SIGSEGV", lastOutput: "" }, /^its process was ended by SIGSEGV$/],
  ["with last words", { code: 1, signal: null, lastOutput: "hello\nno such file\n\n" }, /^its process exited with code 1; it last wrote: no such file$/],
  ["an abort", { code: null, signal: "SIGABRT", lastOutput: nativeTrace }, /^its process was ended by SIGABRT$/],
  ["a full heap", { code: null, signal: "SIGABRT", lastOutput: heapTrace }, /^the heap of JavaScript was full \(.*\): its process was ended by SIGABRT$/],
  ["too much memory", { code: null, signal: "SIGKILL", lastOutput: `${memoryWords(300)}: 412 MB\n` }, /^it held more memory than the limit of 300 MB: 412 MB$/],
])("%s", (_, end, words) => {
  expect(endInWords(end)).toMatch(words);
});
