// @ts-check

/**
 * Counts checks, prints one line for each and `N passed, N failed` at the end.
 *
 * @param {{ print?: (line: string) => void }} [options]
 */
export function tally({ print = console.log } = {}) {
  let passed = 0;
  let failed = 0;
  return {
    /** @param {string} label */
    pass(label) {
      passed += 1;
      print(`ok    ${label}`);
    },
    /**
     * @param {string} label
     * @param {string} detail
     */
    fail(label, detail) {
      failed += 1;
      print(`FAIL  ${label}\n${indented(detail)}`);
    },
    /** Prints the closing line. */
    close() {
      print(closingLine(passed, failed));
      return { passed, failed };
    },
  };
}

/**
 * @param {number} passed
 * @param {number} failed
 */
export function closingLine(passed, failed) {
  return `${passed} passed, ${failed} failed`;
}

/**
 * The counts of the last closing line in an output, if there is one.
 *
 * @param {string} output
 * @returns {{ passed: number, failed: number } | undefined}
 */
export function readClosingLine(output) {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return last && { passed: Number(last[1]), failed: Number(last[2]) };
}

/** @param {string} text */
function indented(text) {
  return text.trimEnd().replace(/^/gm, "      ");
}
