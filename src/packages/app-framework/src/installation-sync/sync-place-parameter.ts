import { createParameterReader, type ParameterReaderOptions } from '../aws/read-parameter';
import { writeParameter } from '../aws/write-parameter';
import { parsedJson } from '../lambda/parsed-json';
import type { KeptPlace } from './sync-place';

/**
 * The place of the sync in a parameter of Parameter Store, as JSON: `{"beginWith":7}`, or `{}` where nothing is to be gone on with.
 * What stands there otherwise counts as nothing.
 */
export function createSyncPlaceParameter(name: string, options: ParameterReaderOptions = {}): KeptPlace {
  const readParameter = createParameterReader(options);
  const { timeoutMilliseconds = 1_000 } = options;

  return {
    async read() {
      return placeOf(await readParameter(name));
    },

    async write(appId) {
      await writeParameter({ name, value: JSON.stringify({ beginWith: appId }), timeoutMilliseconds });
    },
  };
}

function placeOf(text: string | undefined): number | undefined {
  const beginWith: unknown = text === undefined ? undefined : Object(parsedJson(text)).beginWith;
  return typeof beginWith === 'number' && Number.isSafeInteger(beginWith) ? beginWith : undefined;
}
