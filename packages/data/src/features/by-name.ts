import type { OptionField } from "@worldwise/protocol";
import { choice, integer, list, number } from "@worldwise/protocol";
import type { FeatureMap } from "./features.ts";
import { fourierFeatures } from "./fourier.ts";
import { identityFeatures } from "./identity.ts";
import { oneHotFeatures } from "./one-hot.ts";
import { polynomialFeatures } from "./polynomial.ts";
import { radialBasisFeatures } from "./radial-basis.ts";
import { tentFeatures } from "./tent.ts";
import { tileCoding } from "./tile-coding.ts";

/** Kinds of features that files and command lines can name. */
export type FeatureName = "oneHot" | "identity" | "tent" | "polynomial" | "radialBasis" | "fourier" | "tileCoding";

/** How features are named: a kind, how fine it is, and where elements lie. */
export interface FeatureChoice {
  /** Default `oneHot`. */
  readonly features: FeatureName;
  /** Tents, degree, centers, order or tiles; 0 takes the default of the kind. Default 0. */
  readonly resolution: number;
  /** Bounds of the elements, for kinds that scale; empty or left out: those of the space. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

interface Bounds {
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

const kinds: { readonly [Name in FeatureName]: (resolution: number, bounds: Bounds) => FeatureMap } = {
  oneHot: () => oneHotFeatures(),
  identity: () => identityFeatures(),
  tent: (count) => tentFeatures(count > 0 ? { count } : {}),
  polynomial: (degree, bounds) => polynomialFeatures({ ...bounds, ...(degree > 0 && { degree }) }),
  radialBasis: (centers, bounds) => radialBasisFeatures({ ...bounds, ...(centers > 0 && { centers }) }),
  fourier: (order, bounds) => fourierFeatures({ ...bounds, ...(order > 0 && { order }) }),
  tileCoding: (tiles, bounds) => tileCoding({ ...bounds, ...(tiles > 0 && { tiles }) }),
};

/** Features by their name. Throws `bad-options` where the resolution does not suit. */
export const featuresByName = ({ features, resolution, low = [], high = [] }: FeatureChoice): FeatureMap =>
  kinds[features](resolution, { ...(low.length > 0 && { low }), ...(high.length > 0 && { high }) });

const bound = number({ description: "A finite bound." });

/** The fields of {@link FeatureChoice}, for the options of plugins. */
export const featureFields: {
  readonly features: OptionField<FeatureName>;
  readonly resolution: OptionField<number>;
  readonly low: OptionField<readonly number[]>;
  readonly high: OptionField<readonly number[]>;
} = {
  features: choice(["oneHot", "identity", "tent", "polynomial", "radialBasis", "fourier", "tileCoding"], {
    description: "Kind of features of the observation.", default: "oneHot",
  }),
  resolution: integer({
    description: "Tents, degree, centers, order or tiles; 0 takes the default of the kind.", default: 0, minimum: 0,
  }),
  low: list(bound, { description: "Lower bounds of the elements, for kinds that scale; empty: those of the space.", default: [] }),
  high: list(bound, { description: "Upper bounds of the same.", default: [] }),
};
