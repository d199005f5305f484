import { WorldwiseError } from "@worldwise/protocol";
import { CommanderError } from "commander";
import { exitCodes } from "./shell.ts";

/** What is said about an error, and what the process answers. */
export interface Complaint {
  readonly text: string;
  readonly exitCode: number;
}

/** Wrong use is told in three parts: expected, got, to do. Only a fault of the program shows where in the code it was. */
export function complaintOf(error: unknown, given: readonly string[]): Complaint {
  if (error instanceof CommanderError) return commandLineComplaint(error, given);
  if (isThreePart(error)) return { text: error.message, exitCode: exitCodes.wrongUse };
  return { text: error instanceof Error ? (error.stack ?? error.message) : String(error), exitCode: exitCodes.fault };
}

/** Errors of every package of the house have the three parts, whatever their class. */
const isThreePart = (error: unknown): error is Error =>
  WorldwiseError.is(error) || (error instanceof Error && /^expected [^]*\n +got [^]*\n +to do /.test(error.message));

const expectations: Readonly<Record<string, string>> = {
  "commander.unknownOption": "options that the command has",
  "commander.unknownCommand": "a command",
  "commander.excessArguments": "no further arguments",
  "commander.missingArgument": "every argument of the command",
  "commander.optionMissingArgument": "a value for every option that takes one",
  "commander.missingMandatoryOptionValue": "every option that the command needs",
  "commander.invalidArgument": "values that fit the options",
};

function commandLineComplaint({ code, exitCode, message }: CommanderError, given: readonly string[]): Complaint {
  if (exitCode === 0) return { text: "", exitCode: exitCodes.fine };
  if (code === "commander.help") return { text: "", exitCode: exitCodes.wrongUse }; // the help itself was shown
  const [, said = message, near] = /^(?:error: )?([^]*?)(?:\n\((.*)\?\))?$/.exec(message) ?? [];
  const [command] = given.filter((argument) => !argument.startsWith("-"));
  const helped = code === "commander.unknownCommand" || command === undefined ? "" : `${command} `;
  const help = `\`worldwise ${helped}--help\` shows what there is`;
  const { message: text } = new WorldwiseError("wrong-use", {
    expected: expectations[code] ?? "a command line that fits", got: said,
    todo: near === undefined ? help : `${near.replace(/^D/, "d")}? ${help}`,
  });
  return { text, exitCode: exitCodes.wrongUse };
}
