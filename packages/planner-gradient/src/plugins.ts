import type { Plugin } from "@worldwise/protocol";
import { exactNaturalPolicyGradientPlugin } from "./exact-natural-policy-gradient.ts";
import { exactPolicyGradientPlugin } from "./exact-policy-gradient.ts";
import { exactTrustRegionPlugin } from "./exact-trust-region.ts";
import { naturalPolicyGradientPlugin } from "./natural-policy-gradient.ts";
import { reinforcePlugin } from "./reinforce.ts";
import { trustRegionPolicyOptimizationPlugin } from "./trust-region-policy-optimization.ts";

/** Every planner of this package by name, for files and command lines. */
export const plugins: readonly Plugin<"planner">[] = [
  exactPolicyGradientPlugin, exactNaturalPolicyGradientPlugin, exactTrustRegionPlugin,
  reinforcePlugin, naturalPolicyGradientPlugin, trustRegionPolicyOptimizationPlugin,
];
