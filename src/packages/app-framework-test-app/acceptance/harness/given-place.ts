import { type GivenSignInApp, givenSignInApp } from './given-sign-in-app';
import { givenWebhook } from './given-webhook';
import { gitHub } from './local-github';
import { people } from './remarks';

/** A repository of an organisation in which the App that people sign in to is installed, and people who talk there. */
export interface GivenPlace {
  readonly app: GivenSignInApp;
  readonly installationId: number;
  readonly repository: string;
  /** A new member who may write. Answers the login. */
  person(): Promise<string>;
  issue(by: string): Promise<number>;
  takeAway(): Promise<void>;
}

/** What commands need. */
export const permissions = {
  contents: 'write',
  issues: 'write',
  members: 'read',
  metadata: 'read',
  pull_requests: 'write',
} as const;

const names = ['ada', 'grace', 'edsger', 'barbara', 'donald', 'frances', 'tony', 'radia'];

export async function givenPlace(): Promise<GivenPlace> {
  const app = await givenSignInApp();
  const tag = Date.now().toString(36).slice(-5);
  const { login: organization } = await gitHub.createAccount(`acme-${tag}`);
  await gitHub.createRepository(organization, 'web');
  const repository = `${organization}/web`;
  const installationId = await gitHub.install({ appId: app.appId, account: organization, permissions });
  const webhook = await givenWebhook(app.appId);
  let made = 0;
  return {
    app,
    installationId,
    repository,
    async person() {
      const name = names[made] ?? `person-${made}`;
      made += 1;
      const { login: user } = await gitHub.createAccount(`${name}-${tag}`, 'User');
      await people.addMember({ organization, user });
      await people.addCollaborator({ repository, user, permission: 'write' });
      return user;
    },
    issue: (by) => gitHub.openIssue({ repository, title: 'Release notes', sender: by }),
    takeAway: () => webhook.takeAway(),
  };
}
