// @ts-check
import js from "@eslint/js";
import jsdoc from "eslint-plugin-jsdoc";
import tsdoc from "eslint-plugin-tsdoc";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** Randomness and time come in as arguments, never from the host. */
const hidden = [
  ["Math", "random", "Take a Random as an argument."],
  ["Date", "now", "Take the time as an argument."],
  ["performance", "now", "Take the time as an argument."],
  ["crypto", "getRandomValues", "Take a Random as an argument."],
].map(([object, property, message]) => ({ object, property, message }));

export default defineConfig(
  { ignores: ["**/dist/", "**/build/", "**/generated/", "**/assembly/", "**/coverage/", "**/templates/", "examples/", "runs/", "**/*.mjs", "**/*.js"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["vitest.config.ts"] }, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // Reads of typed arrays inside their bounds: `array[i]!` is the idiom, and costs nothing.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
      // Components are records of functions that never use `this`: taking one out is how they are composed.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/consistent-indexed-object-style": "off",
      "@typescript-eslint/no-invalid-void-type": ["error", { allowAsThisParameter: true, allowInGenericTypeArguments: true }],
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/prefer-for-of": "off",
      "@typescript-eslint/unified-signatures": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["packages/*/src/**/*.ts"],
    plugins: { jsdoc, tsdoc },
    rules: {
      "tsdoc/syntax": "error",
      "jsdoc/require-jsdoc": ["error", {
        publicOnly: { esm: true, cjs: false, window: false },
        require: { FunctionDeclaration: true, ClassDeclaration: true },
        contexts: ["TSInterfaceDeclaration", "TSTypeAliasDeclaration", "ExportNamedDeclaration > VariableDeclaration"],
      }],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-restricted-properties": ["error", ...hidden],
      "no-restricted-imports": ["error", {
        patterns: [{ regex: "^(node:|fs$|path$)", message: "Packages run in browsers too; what needs Node lives in src/node/." }],
      }],
    },
  },
  { files: ["packages/*/src/node/**/*.ts", "packages/*/src/**/*.test.ts"], rules: { "no-restricted-imports": "off" } },
  {
    files: ["**/*.test.ts", "**/*.test-d.ts", "vitest.config.ts"],
    rules: {
      "max-lines-per-function": "off",
      "jsdoc/require-jsdoc": "off",
    },
  },
);
