import { UnansweredError, UnsignedError } from './app-at-github';
import { type Check, reasonOf } from './examine';
import type { Look } from './finding';
import type { Patient } from './patient';

/** The key signs, and GitHub knows what it signs as this App's. */
export const checkKey: Check<Patient> = {
  name: 'key',
  about: 'the key signs, and GitHub knows it',
  async look({ app }): Promise<Look> {
    const { appId } = app;
    const importing = `import-private-key app.pem ${appId}`;
    try {
      await app.token();
    } catch (error) {
      if (!(error instanceof UnsignedError)) throw error;
      const what = `The deployment does not sign for App ${appId}: ${reasonOf(error)}`;
      const todo = 'Look at the key, and import one where there is none that signs.';
      return { findings: [{ what, todo, command: `list-keys --app-id ${appId}` }] };
    }
    try {
      const { id } = Object(await app.itself());
      if (id === appId) return {};
      const what = `GitHub knows the key as that of App ${id}, not of App ${appId}.`;
      return { findings: [{ what, todo: 'Import the key of the App under its own id.', command: importing }] };
    } catch (error) {
      if (!(error instanceof UnansweredError) || error.outcome.kind !== 'unauthorized') throw error;
      const what = `GitHub at ${app.baseUrl} does not accept what the key of App ${appId} signs: ${error.outcome.message}`;
      const todo = 'Where the clock is right, the key was removed at GitHub: generate one there, and import it.';
      return { findings: [{ what, todo, command: importing }] };
    }
  },
};
