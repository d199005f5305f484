import { fileURLToPath } from "node:url";
import type { Catalog } from "@worldwise/experiment/node";
import { readCatalog } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";

/** The folder of this application: its dependencies are the components that are always there. */
const application = fileURLToPath(new URL("..", import.meta.url));

/** The components of this application, and of what the `package.json` of a folder declares. Imports none until it is loaded. */
export function installedComponents(folder: string): Catalog {
  const catalog = readable(folder);
  return {
    ...catalog,
    async load(id) {
      const { folder: from } = catalog.find(id);
      try {
        return await catalog.load(id);
      } catch (error) {
        if (WorldwiseError.is(error)) throw error;
        throw new WorldwiseError("broken-package", {
          expected: `a package that can be imported for ${id}`, got: error instanceof Error ? error.message : String(error),
          todo: `repair or update it: ${from}`,
        }, { id });
      }
    },
  };
}

function readable(folder: string): Catalog {
  try {
    return readCatalog([application, folder]);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new WorldwiseError("damaged-file", {
      expected: `package.json of ${folder} and of its dependencies to be JSON`, got: error.message, todo: "correct the file",
    });
  }
}
