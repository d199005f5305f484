import type { Readable } from "node:stream";

/** Keeps the last characters of a stream; gives them. What came before is dropped: an environment may print for days. */
export function lastWords(stream: Readable, limit = 16_000): () => string {
  let kept = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => { kept = (kept + text).slice(-limit); });
  return () => kept;
}
