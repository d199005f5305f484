// @ts-check
import ts from "typescript";

/**
 * The lines that a snippet says it prints: the comment after each `console.log(…);`, in order.
 *
 * @param {string} code
 * @returns {string[]}
 */
export function expectedLines(code) {
  const source = ts.createSourceFile("snippet.ts", code, ts.ScriptTarget.ES2022, false);
  /** @type {string[]} */
  const expected = [];
  const visit = (/** @type {ts.Node} */ node) => {
    if (isPrinting(node, source)) expected.push(...trailingComment(code, node.end));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return expected;
}

/**
 * @param {ts.Node} node
 * @param {ts.SourceFile} source
 */
function isPrinting(node, source) {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return false;
  return node.expression.expression.getText(source) === "console.log";
}

/**
 * @param {string} code
 * @param {number} end
 */
function trailingComment(code, end) {
  const comment = ts.getTrailingCommentRanges(code, end)?.find(({ kind }) => kind === ts.SyntaxKind.SingleLineCommentTrivia);
  return comment === undefined ? [] : [code.slice(comment.pos + 2, comment.end).trim()];
}

/**
 * The first expected line that the output lacks at its place; other lines may stand between.
 *
 * @param {readonly string[]} expected
 * @param {readonly string[]} printed
 * @returns {string | undefined}
 */
export function firstMissingLine(expected, printed) {
  let at = 0;
  for (const line of expected) {
    const found = printed.findIndex((other, index) => index >= at && other.trim() === line);
    if (found < 0) return line;
    at = found + 1;
  }
  return undefined;
}
