/** One promise of a contract. `run` throws a contract violation when it is broken. */
export interface ContractCheck {
  readonly name: string;
  run(): void | Promise<void>;
}

/** What a component promises, as checks that any test framework can run. */
export interface Contract {
  /** Whose contract it is: the role, and the component's name. */
  readonly subject: string;
  readonly checks: readonly ContractCheck[];
}

/** A check that threw, and what it threw. */
export interface ContractFailure {
  readonly name: string;
  readonly error: unknown;
}

/** How a contract went. */
export interface ContractReport {
  /** Names of the checks that held. */
  readonly passed: readonly string[];
  readonly failed: readonly ContractFailure[];
  /** The same as a list to print. */
  readonly text: string;
}

/** Runs all checks of a contract, one after another, also after one that fails. */
export async function runContract({ subject, checks }: Contract): Promise<ContractReport> {
  const passed: string[] = [];
  const failed: ContractFailure[] = [];
  const lines: string[] = [];
  for (const check of checks) {
    try {
      await check.run();
      passed.push(check.name);
      lines.push(`✓ ${check.name}`);
    } catch (error) {
      failed.push({ name: check.name, error });
      lines.push(`✗ ${check.name}\n${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { passed, failed, text: [`${subject}: ${passed.length} kept, ${failed.length} broken`, ...lines].join("\n") };
}

/** The two functions of a test framework: those of Vitest, Jest and `node:test` will do. */
export interface TestFramework {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => void | Promise<void>) => unknown;
}

/** Makes one test of each check. */
export function describeContract({ subject, checks }: Contract, { describe, test }: TestFramework): void {
  describe(subject, () => {
    for (const check of checks) test(check.name, () => check.run());
  });
}
