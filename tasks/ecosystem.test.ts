import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { blocksOf, documents, root } from './documents';
import { startEcosystem } from './ecosystem-world';

type World = Awaited<ReturnType<typeof startEcosystem>>;

const door = '@aws/app-framework-for-github-apps-on-aws/runtime';
const snippets = documents()
  .flatMap(blocksOf)
  .filter(({ language, text }) => language === 'ts' && text.includes(door) && /from '(octokit|probot)'/.test(text))
  // A handler's process has another environment: from-probot.test.ts.
  .filter(({ text }) => !text.includes('webhookHandler'));

// Programs do what the documents show, as ES modules in a process of their own, with the real octokit and Probot.
describe('the runtime door', () => {
  let world: World;
  let folder = '';

  beforeAll(async () => {
    world = await startEcosystem();
    folder = mkdtempSync(join(tmpdir(), 'ecosystem-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    await build({
      entryPoints: [join(root, 'src/packages/app-framework/src/runtime.ts')],
      outfile: join(folder, 'runtime.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
    });
    // The documents speak to github.com.
    writeFileSync(
      join(folder, 'redirect.mjs'),
      `const send = globalThis.fetch;
       globalThis.fetch = (url, options) => send(String(url).replace(/^https:\\/\\/api\\.github\\.com/, '${world.gitHubUrl}'), options);`,
    );
  });
  beforeEach(() => world.forget());
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await world?.stop();
  });

  async function run(program: string, answer: string): Promise<unknown> {
    const { code } = await transform(
      `${program}\nconsole.log('ANSWER ' + JSON.stringify(${answer}));\nprocess.exit(0);`,
      {
        loader: 'ts',
      },
    );
    writeFileSync(join(folder, 'main.mjs'), code.replaceAll(door, './runtime.mjs'));
    const child = spawn(process.execPath, ['--import', './redirect.mjs', 'main.mjs'], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...world.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    const answered = /^ANSWER (.*)$/m.exec(output)?.[1];
    if (!answered) throw new Error(`The program ended without an answer: ${output}`);
    return JSON.parse(answered);
  }

  describe('as the documents show it', () => {
    it('is shown with each library', () => {
      expect(snippets.length).toBeGreaterThanOrEqual(4);
    });

    it.each(snippets.map((snippet) => ({ ...snippet, place: `${snippet.document}:${snippet.line}` })))(
      'works: $place',
      async ({ text }) => {
        const after = answersAfter(text);
        expect(await run(text, after.answer)).toEqual(after.expected);
        expect(new Set(world.called())).toEqual(new Set(after.called));
      },
    );
  });

  it('makes octokit’s App act for every installation by a key in KMS, and never with its private key', async () => {
    const program = `
      import { withKmsJwt } from '${door}';
      import { App, Octokit } from 'octokit';
      const app = new App({ appId: ${world.appId}, privateKey: 'placeholder', Octokit: withKmsJwt(Octokit, { keyId: 'key' }) });
      const seen = [];
      for await (const { octokit, repository } of app.eachRepository.iterator()) {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}', { owner: repository.owner.login, repo: repository.name });
        seen.push(data.full_name);
      }
      const { token } = await app.octokit.auth({ type: 'app' });`;
    expect(await run(program, '[seen, token.split(".").length]')).toEqual([['octo-org/web'], 3]);
    // One signature for the list, the installation and the last line.
    expect(world.called()).toEqual(['KMS TrentService.Sign']);
  });

  it('makes Probot handle events by a key in KMS', async () => {
    const program = `
      import { withKmsJwt } from '${door}';
      import { Probot, ProbotOctokit } from 'probot';
      const probot = new Probot({ appId: ${world.appId}, privateKey: 'placeholder', secret: 's', Octokit: withKmsJwt(ProbotOctokit, { keyId: 'key' }) });
      ${handled}`;
    expect(await run(program, '[names, direct.data.total_count]')).toEqual([['web'], 1]);
    expect(world.called()).toEqual(['KMS TrentService.Sign']);
  });

  it('makes Probot handle events with tokens of a deployment, and asks for one token an installation', async () => {
    const program = `
      import { createAppFrameworkAuth } from '${door}';
      import { Probot, ProbotOctokit } from 'probot';
      const Octokit = ProbotOctokit.defaults({ authStrategy: createAppFrameworkAuth() });
      const probot = new Probot({ appId: ${world.appId}, privateKey: 'placeholder', secret: 's', Octokit });
      ${handled}`;
    expect(await run(program, '[names, direct.data.total_count]')).toEqual([['web'], 1]);
    expect(world.called()).toEqual(['/tokens/installation']);
  });

  it('goes on with another token after GitHub stopped taking one', async () => {
    await world.control.setTokenForm('stateless');
    const program = `
      import { createAppFrameworkAuth } from '${door}';
      import { Octokit } from 'octokit';
      const octokit = new Octokit({ authStrategy: createAppFrameworkAuth(), auth: { appId: ${world.appId}, owner: 'octo-org' } });
      const { token } = await octokit.auth({ type: 'installation' });
      await octokit.request('DELETE /installation/token');
      const { data } = await octokit.request('GET /installation/repositories');`;
    expect(await run(program, '[token.startsWith("ghs_"), token.split(".").length, data.total_count]')).toEqual([
      true,
      3,
      1,
    ]);
    expect(world.called()).toEqual(['/tokens/installation', '/tokens/installation']);
  });
});

const handled = `
  const names = [];
  probot.on('push', async (context) => {
    const { data } = await context.octokit.rest.apps.listReposAccessibleToInstallation();
    names.push(...data.repositories.map(({ name }) => name));
  });
  await probot.ready();
  await probot.receive({ id: '1', name: 'push', payload: { installation: { id: 7654321 } } });
  const direct = await (await probot.auth(7654321)).rest.apps.listReposAccessibleToInstallation();`;

/** How a snippet of the documents is seen to work: by what it made. */
function answersAfter(text: string): { answer: string; expected: unknown; called: string[] } {
  const isKms = text.includes('withKmsJwt');
  const called = [isKms ? 'KMS TrentService.Sign' : '/tokens/installation'];
  if (text.includes('new Probot')) {
    const answer =
      '(await (await probot.auth(7654321)).rest.apps.listReposAccessibleToInstallation()).data.total_count';
    return { answer, expected: 1, called };
  }
  if (text.includes('withDeploymentJwt')) return { answer: 'data.id', expected: 123456, called: ['/tokens/app'] };
  if (!text.includes('new App'))
    return { answer: 'data.repositories.map(({ name }) => name)', expected: ['web'], called };
  return { answer: "(await octokit.request('GET /installation/repositories')).data.total_count", expected: 1, called };
}
