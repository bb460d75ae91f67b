import { createGitHubControl, type GitHubControl } from './control/control-client';
import { type LocalGitHub, startGitHub } from './server/start';

/** A local GitHub for the tests of a file, empty before each, and who steers it. */
export function useLocalGitHub(): { readonly gitHub: () => LocalGitHub; readonly control: () => GitHubControl } {
  let gitHub: LocalGitHub;
  let control: GitHubControl;
  beforeAll(async () => {
    gitHub = await startGitHub();
    control = createGitHubControl(gitHub.url);
  });
  beforeEach(() => control.reset());
  afterAll(() => gitHub.stop());
  return { gitHub: () => gitHub, control: () => control };
}
