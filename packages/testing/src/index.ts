/**
 * Contract suites for every role of the Worldwise protocol.
 *
 * @packageDocumentation
 */

// Contracts, and how they are run
export { describeContract, runContract } from "./contract.ts";
export type { Contract, ContractCheck, ContractFailure, ContractReport, TestFramework } from "./contract.ts";
export { contractViolation, ensure } from "./violation.ts";
export type { ContractOptions } from "./options.ts";

// Worlds
export { testMdp } from "./mdp-contract.ts";
export type { MdpContractOptions } from "./mdp-contract.ts";
export { testDynamics } from "./dynamics-contract.ts";
export type { DynamicsContractOptions } from "./dynamics-contract.ts";
