/**
 * Policy gradients, natural gradients and trust regions for softmax policies.
 *
 * @packageDocumentation
 */
export { exactPolicyGradient } from "./exact-policy-gradient.ts";
export { exactNaturalPolicyGradient } from "./exact-natural-policy-gradient.ts";
export { exactTrustRegion } from "./exact-trust-region.ts";
