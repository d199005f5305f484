/**
 * The first name that an object inside a JSON text holds twice, or `undefined`. `JSON.parse` would keep the last of them in
 * silence.
 *
 * @param json - a text that `JSON.parse` takes
 */
export function duplicateName(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, text, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/gs)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (text !== undefined && colon !== undefined) {
      const name = String(JSON.parse(text)); // two spellings of one name are the same name
      if (open.at(-1)?.has(name) === true) return name;
      open.at(-1)?.add(name);
    }
  }
  return undefined;
}
