import type { Environment, Restorable, RestorableLanes, Space, VectorEnvironment } from "@worldwise/protocol";

/** Whether an environment has the capability. */
export function isRestorable<O extends Space, A extends Space, Info>(
  environment: Environment<O, A, Info>,
): environment is Environment<O, A, Info> & Restorable<O> {
  return "snapshot" in environment && "restore" in environment;
}

/** The same for B lanes. */
export function isRestorableLanes<O extends Space, A extends Space, Wait extends undefined | Promise<undefined>>(
  environment: VectorEnvironment<O, A, Wait>,
): environment is VectorEnvironment<O, A, Wait> & RestorableLanes<O> {
  return "snapshot" in environment && "restore" in environment;
}
