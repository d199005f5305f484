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
export { testEnvironment } from "./environment-contract.ts";
export type { EnvironmentContractOptions } from "./environment-contract.ts";
export { testVectorEnvironment } from "./vector-environment-contract.ts";
export type { VectorEnvironmentContractOptions } from "./vector-environment-contract.ts";
export type { World, WorldOptions } from "./world.ts";
export { fuzzEnvironment } from "./fuzz-environment.ts";
export type { FuzzOptions, FuzzReport } from "./fuzz-environment.ts";
export { randomMdp } from "./random-mdp.ts";
export type { RandomMdpShape } from "./random-mdp.ts";

// Parts
export { testModelLearner } from "./model-learner-contract.ts";
export type { ModelLearnerContractOptions } from "./model-learner-contract.ts";
export { testPlanner } from "./planner-contract.ts";
export type { PlannerContractOptions } from "./planner-contract.ts";
export { testSearchControl } from "./search-control-contract.ts";
export type { SearchControlContractOptions } from "./search-control-contract.ts";
export { testAgent } from "./agent-contract.ts";
export type { AgentContractOptions } from "./agent-contract.ts";

// Parts of gradient-trained learners
export { testModelLoss } from "./model-loss-contract.ts";
export type { ModelLossContractOptions } from "./model-loss-contract.ts";
export { testModelClass } from "./model-class-contract.ts";
export type { ModelClassContractOptions } from "./model-class-contract.ts";
export { testOptimizer } from "./optimizer-contract.ts";
export type { OptimizerContractOptions } from "./optimizer-contract.ts";
