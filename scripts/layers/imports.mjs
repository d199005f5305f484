// @ts-check
import ts from "typescript";

/**
 * Every module that a source file names in a string: static, type-only and dynamic imports, `export … from`,
 * `import("…").Type`, `import x = require("…")` and `declare module "…"`. A dynamic import of a computed name is not seen.
 *
 * @param {string} file  its name tells the parser the language
 * @param {string} text
 * @returns {{ specifier: string, line: number }[]}
 */
export function importsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, false);
  /** @type {{ specifier: string, line: number }[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ node) => {
    const named = moduleNameOf(node);
    if (named !== undefined && ts.isStringLiteralLike(named)) {
      const { line } = source.getLineAndCharacterOfPosition(named.getStart(source));
      found.push({ specifier: named.text, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/**
 * @param {ts.Node} node
 * @returns {ts.Node | undefined}
 */
function moduleNameOf(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isModuleDeclaration(node)) return node.name;
  return undefined;
}
