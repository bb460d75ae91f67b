import { html } from 'hono/html';
import type { Account } from '../accounts/accounts';
import type { App } from '../apps/apps';
import { page } from '../login/pages';
import type { Repository } from '../repositories/repositories';
import type { Proposal } from './registrations';

export function problemPage(problems: readonly string[]) {
  return page(
    'Invalid GitHub App configuration',
    html`<p>The configuration does not appear to be a valid GitHub App manifest.</p>
      <ul role="alert">${problems.map((problem) => html`<li>Error ${problem}</li>`)}</ul>`,
  );
}

interface Shown {
  readonly proposal: Proposal;
  readonly action: string;
  readonly owner: string;
  readonly problem: string | undefined;
}

export function proposalPage({ proposal, action, owner, problem }: Shown) {
  const { name, permissions, events } = proposal.manifest;
  return page(
    `Create GitHub App for ${owner}`,
    html`${problem === undefined ? '' : html`<p role="alert">${problem}</p>`}
      <form method="post" action="${action}">
        <p><label>GitHub App name <input name="name" value="${name}" aria-label="GitHub App name" /></label></p>
        <p>You can change this later.</p>
        <ul>${Object.entries(permissions).map(([one, level]) => html`<li>${one}: ${level}</li>`)}</ul>
        <p>Events: ${events.join(', ')}</p>
        <button class="main" id="create">Create GitHub App for ${owner}</button>
      </form>`,
  );
}

/** An account that an App can be installed on, with its repositories. */
export interface Place {
  readonly account: Account;
  readonly repositories: readonly Repository[];
}

export function installPage(app: App, places: readonly Place[], action: string) {
  const forms = places.map(
    ({ account, repositories }) =>
      html`<form method="post" action="${action}">
        <h2>${account.login}</h2>
        <input type="hidden" name="target" value="${account.login}" />
        ${repositories.map(
          ({ name }) =>
            html`<p><label><input type="checkbox" name="repository" value="${name}" id="choose-${account.login}-${name}" /> ${name}</label></p>`,
        )}
        <p>Without a choice it is all repositories.</p>
        <button class="main" id="install-${account.login}">Install on ${account.login}</button>
      </form>`,
  );
  return page(`Install ${app.slug}`, html`${forms}`);
}
