import type { FeatureBounds, FeatureMap } from "@worldwise/data";
import { fourierFeatures, oneHotFeatures, polynomialFeatures, radialBasisFeatures, tileCoding } from "@worldwise/data";
import type { OptionField } from "@worldwise/protocol";
import { choice, integer, list, number } from "@worldwise/protocol";

/** Fields of a record of options. */
export type Fields<Options> = { readonly [Name in keyof Options]: OptionField<Options[Name]> };

/** Features by name, with the options of all of them. */
export interface FeatureChoice {
  readonly features: "auto" | "oneHot" | "polynomial" | "fourier" | "radialBasis" | "tileCoding";
  readonly degree: number;
  readonly order: number;
  readonly centers: number;
  readonly width: number;
  readonly tilings: number;
  readonly tiles: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

const bound = number({ description: "a finite bound" });

/** The fields of {@link FeatureChoice}. */
export const featureFields: Fields<FeatureChoice> = {
  features: choice(["auto", "oneHot", "polynomial", "fourier", "radialBasis", "tileCoding"], {
    description: "features of linear functions; auto: oneHot for states that can be counted, else radialBasis", default: "auto",
  }),
  degree: integer({ description: "highest total degree (polynomial)", default: 3, minimum: 0 }),
  order: integer({ description: "highest frequency (fourier)", default: 3, minimum: 0 }),
  centers: integer({ description: "centers along each dimension (radialBasis)", default: 5, minimum: 2 }),
  width: number({ description: "width of a bump, in distances of centers (radialBasis)", default: 1, exclusiveMinimum: 0 }),
  tilings: integer({ description: "grids laid over each other (tileCoding)", default: 8, minimum: 1 }),
  tiles: integer({ description: "tiles along each dimension (tileCoding)", default: 8, minimum: 1 }),
  low: list(
    bound, { description: "lower bounds of features, cells and base points; empty: those of the observations", default: [] }
  ),
  high: list(bound, { description: "upper bounds of the same; empty: those of the observations", default: [] }),
};

/** The features that the options name; undefined for `auto`, which the planners know how to choose. */
export function featuresOf({ features, low, high, ...sizes }: FeatureChoice): FeatureMap | undefined {
  const options = { ...sizes, ...boundsOf({ low, high }) };
  switch (features) {
    case "auto": return undefined;
    case "oneHot": return oneHotFeatures();
    case "polynomial": return polynomialFeatures(options);
    case "fourier": return fourierFeatures(options);
    case "radialBasis": return radialBasisFeatures(options);
    case "tileCoding": return tileCoding(options);
  }
}

/** Bounds as functions take them: a file says by an empty list that the observations' own are meant. */
export const boundsOf = ({ low, high }: Pick<FeatureChoice, "low" | "high">): FeatureBounds =>
  ({ ...(low.length > 0 && { low }), ...(high.length > 0 && { high }) });
