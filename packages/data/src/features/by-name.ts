import type { OptionField } from "@worldwise/protocol";
import { choice, integer } from "@worldwise/protocol";
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

/** How features are named: a kind, and how fine it is. */
export interface FeatureChoice {
  /** Default `oneHot`. */
  readonly features: FeatureName;
  /** Tents, degree, centers, order or tiles; 0 takes the default of the kind. Default 0. */
  readonly resolution: number;
}

const kinds: { readonly [Name in FeatureName]: (resolution: number) => FeatureMap } = {
  oneHot: () => oneHotFeatures(),
  identity: () => identityFeatures(),
  tent: (count) => tentFeatures(count > 0 ? { count } : {}),
  polynomial: (degree) => polynomialFeatures(degree > 0 ? { degree } : {}),
  radialBasis: (centers) => radialBasisFeatures(centers > 0 ? { centers } : {}),
  fourier: (order) => fourierFeatures(order > 0 ? { order } : {}),
  tileCoding: (tiles) => tileCoding(tiles > 0 ? { tiles } : {}),
};

/** Features by their name. Throws `bad-options` where the resolution does not suit. */
export const featuresByName = ({ features, resolution }: FeatureChoice): FeatureMap => kinds[features](resolution);

/** The fields of {@link FeatureChoice}, for the options of plugins. */
export const featureFields: { readonly features: OptionField<FeatureName>; readonly resolution: OptionField<number> } = {
  features: choice(["oneHot", "identity", "tent", "polynomial", "radialBasis", "fourier", "tileCoding"], {
    description: "Kind of features of the observation.", default: "oneHot",
  }),
  resolution: integer({
    description: "Tents, degree, centers, order or tiles; 0 takes the default of the kind.", default: 0, minimum: 0,
  }),
};
