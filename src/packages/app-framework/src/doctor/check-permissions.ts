import { permissionsIn } from '../setup/event-permissions';
import { accountOf, lackOfApp, levelsOf, pendingOf } from './app-lack';
import type { Check } from './examine';
import type { Finding, Look } from './finding';
import { type Patient, withoutWebhooks } from './patient';

/** The first of two steps: the App asks for what the deployment needs. */
export const checkPermissions: Check<Patient> = {
  name: 'permissions',
  about: 'the App has the events and permissions that the deployment needs',
  async look({ app, webhooks }): Promise<Look> {
    if (!webhooks) return withoutWebhooks;
    const { appId, baseUrl } = app;
    const routes = await webhooks.records.routes();
    const { lacks, isWhole, owner, settings } = lackOfApp({ appId, baseUrl, routes, app: await app.itself() });
    if (isWhole) return {};
    const lacking = [...levelsOf(lacks.permissions), ...lacks.events.map((event) => `the event ${event}`)];
    const what = `App ${appId} lacks what the deployment needs: ${lacking.join(', ')}.`;
    const todo = `Its owner, ${owner}, adds it; then an owner of each account that has installed it accepts.`;
    return { findings: [{ what, todo, command: `app-status --app-id ${appId}`, link: settings }] };
  },
};

/** The second: each installation has what the App asks for. */
export const checkAcceptance: Check<Patient> = {
  name: 'acceptance',
  about: 'every installation has accepted what the App asks for',
  async look({ app }): Promise<Look> {
    const { permissions } = Object(await app.itself());
    const pending = pendingOf(permissionsIn(permissions), await app.installations());
    const findings = pending.map(({ account, lacks, url }): Finding => {
      const what = `The installation on ${account} has older permissions than App ${app.appId} asks for: it lacks ${levelsOf(lacks).join(', ')}.`;
      return { what, todo: `An owner of ${account} accepts them.`, link: url };
    });
    return { findings };
  },
};

/** Nobody has the App suspended. */
export const checkSuspended: Check<Patient> = {
  name: 'suspended',
  about: 'no installation is suspended',
  async look({ app }): Promise<Look> {
    const findings = (await app.installations()).flatMap((installation): Finding[] => {
      const { suspended_at: at, suspended_by: by, html_url: link } = Object(installation);
      if (at === null || at === undefined) return [];
      const account = accountOf(installation);
      const what = `The installation of App ${app.appId} on ${account} is suspended since ${at}${by?.login ? `, by ${by.login}` : ''}: it gets no tokens and no events.`;
      return [{ what, todo: `An owner of ${account} unsuspends it, or uninstalls the App.`, link: String(link) }];
    });
    return { findings };
  },
};
