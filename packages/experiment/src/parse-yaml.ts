import type { Document, YAMLMap } from "yaml";
import { isScalar, LineCounter, parseDocument, visit } from "yaml";
import { isRecord } from "./is-record.ts";

/** Says where in a text a part of its value stands, such as ` (line 12)`. */
export type Locate = (path: readonly PropertyKey[]) => string;

/** A text that could be read, or in words what is wrong with it. */
export type ParsedYaml = { readonly value: unknown; readonly locate: Locate } | { readonly wrong: string };

/** Nobody writes more, and reading it would take memory and time. */
const mostCharacters = 2 ** 21;
const mostAliases = 100;

/** Keys are compared here: the parser would compare each with all others. */
const safeYaml = { schema: "core", strict: true, uniqueKeys: false, resolveKnownTags: false, logLevel: "error" } as const;

/**
 * Reads YAML of the core schema: plain data, or words. No tags of their own, no control characters, every key once, keys that are plain
 * text, few aliases, and at most two million characters.
 */
export function parseYaml(text: string): ParsedYaml {
  if (text.length > mostCharacters) return { wrong: `${text.length} characters; at most ${mostCharacters}` };
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { ...safeYaml, lineCounter: lines });
    const wrong = controlIn(text) ?? document.errors[0]?.message ?? document.warnings[0]?.message ?? wrongNode(document, lines);
    if (wrong !== undefined) return { wrong: wrong.trimEnd() };
    return { value: document.toJS({ maxAliasCount: 50 }), locate: (path) => lineOf(document, path, lines) };
  } catch (error) {
    // Aliases that make too much, or more levels than the stack holds.
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

/** YAML has none but tabs and the ends of lines. */
function controlIn(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- it is what is looked for
  const at = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/);
  if (at === -1) return undefined;
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
  return `the control character U+${code} (line ${text.slice(0, at).split("\n").length})`;
}

/** The first thing in a document that YAML allows and experiments do not. */
function wrongNode(document: Document, lines: LineCounter): string | undefined {
  let aliases = 0;
  let wrong: string | undefined;
  const refuse = (message: string, node: unknown): symbol => {
    wrong = `${message}${lineOfNode(node, lines)}`;
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_, node) => (++aliases > mostAliases ? refuse(`more than ${mostAliases} aliases`, node) : undefined),
    Map: (_, map) => {
      const [message, node] = wrongKey(map) ?? [];
      return message === undefined ? undefined : refuse(message, node);
    },
  });
  return wrong;
}

function wrongKey({ items }: YAMLMap): readonly [message: string, key: unknown] | undefined {
  const seen = new Set<string>();
  for (const { key } of items) {
    if (key !== null && !isScalar(key)) return ["keys are plain text", key];
    const name = String(key === null ? null : key.value);
    if (seen.has(name)) return [`keys must be unique: ${JSON.stringify(name)} stands here again`, key];
    seen.add(name);
  }
  return undefined;
}

/** The line of the innermost node on a path; paths do not reach through aliases. */
function lineOf(document: Document, path: readonly PropertyKey[], lines: LineCounter): string {
  for (let depth = path.length; depth > 0; depth--) {
    const line = lineOfNode(document.getIn(path.slice(0, depth), true), lines);
    if (line !== "") return line;
  }
  return "";
}

function lineOfNode(node: unknown, lines: LineCounter): string {
  const range: readonly unknown[] = isRecord(node) && Array.isArray(node["range"]) ? node["range"] : [];
  return typeof range[0] === "number" ? ` (line ${lines.linePos(range[0]).line})` : "";
}
