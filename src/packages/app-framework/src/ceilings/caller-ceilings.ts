import { type ApiError, accessDenied, serverSideError, throttled } from '../api/api-error';
import type { Caller } from '../api/caller';
import { logError, logWarning } from '../lambda/logger';
import { type Ceiling, parseCeiling } from './ceiling';
import {
  type ActualScope,
  excessOfAnswer,
  excessOfKept,
  excessOfRequest,
  type JudgedInstallation,
  type JudgedRequest,
  judge,
  type Scope,
} from './judge';
import type { MintBudgets } from './mint-budget-table';
import { recordName, recordNames } from './record-name';

export interface CallerCeilingsCollaborators {
  /** The record of a caller by its name below the deployment's path; absent where there is none. Throws where that is not known. */
  readonly readRecord: (name: string) => Promise<string | undefined>;
  readonly budgets: MintBudgets;
  /** What becomes of callers without a record. */
  readonly callersWithoutCeiling: 'allowed' | 'refused';
}

/** How a token is minted, and how it is made unusable where it must not be handed out. */
export interface Minting<Failure> {
  readonly ask: () => Promise<{ readonly kind: 'answered'; readonly data: unknown } | Failure>;
  /** `data` is the body of GitHub's answer. */
  readonly revoke: (data: unknown) => Promise<{ readonly kind: string }>;
}

/** A request that the caller's ceiling does not forbid as such. */
export interface AdmittedRequest {
  /** Whose tokens this caller may share: one with a ceiling has its own, so that they count to its budget. */
  readonly sharing: 'as configured' | 'caller';
  /** Takes one request to GitHub, that finds an installation, from what the caller may have in an hour. @throws ApiError `ThrottledError` */
  spendLookUp(): Promise<void>;
  /** What to say where there is no such installation: no more than where there is one beyond the ceiling. */
  absent(error: ApiError): ApiError;
  /** @throws ApiError `AccessDeniedError` where the request goes beyond the ceiling for this installation */
  judge(installation: JudgedInstallation, asked?: Scope): JudgedToken;
}

/** What a caller may have of one installation, for one request. */
export interface JudgedToken {
  /** What to ask GitHub for; part of the key that a kept token is found by. */
  readonly scope: Scope;
  /**
   * Takes a token from the caller's budget, mints it, and answers what GitHub did. A token that reaches further than the ceiling is
   * revoked instead.
   * @throws ApiError `ThrottledError`, `AccessDeniedError`
   */
  settle<Failure extends { readonly kind: string }>(
    minting: Minting<Failure>,
  ): Promise<{ readonly kind: 'answered'; readonly data: unknown } | Failure>;
  /** @throws ApiError `AccessDeniedError` where a token that was kept may not be handed to this caller */
  checkKept(scope: ActualScope): void;
}

export type CallerCeilings = ReturnType<typeof createCallerCeilings>;

/**
 * Of the 5,000 requests that GitHub gives an App in an hour: so many may one caller make it look for, whatever it finds. Who may have every
 * token may have more, and still leaves the App enough to mint and to sync.
 */
const lookUpsPerHour = { 'with a ceiling': 1_000, without: 2_500 };

/** Holds each caller to the ceiling that was granted to it. The caller is whom Lambda authenticated, never what a request says. */
export function createCallerCeilings(collaborators: CallerCeilingsCollaborators) {
  const { readRecord, budgets, callersWithoutCeiling } = collaborators;

  const ceilingOf = async (caller: Caller): Promise<Ceiling | undefined> => {
    try {
      for (const name of recordNames(caller)) {
        const record = await readRecord(name);
        if (record !== undefined) return parseCeiling(record);
      }
      return undefined;
    } catch (error) {
      logError('ceiling was not read', error, { account: caller.account, kind: caller.kind, name: caller.name });
      throw serverSideError(
        'What the caller may get could not be read, so it gets nothing now. Trying again may help; the log of the function has the reason.',
        { cause: error },
      );
    }
  };

  return {
    /**
     * Judges a request before anything is looked up, so that a caller learns nothing about what it may not have.
     * @throws ApiError `ServerSideError` where the ceiling cannot be read, `AccessDeniedError` for a caller that must have one and has
     * none, and for a request beyond it
     */
    async admit(caller: Caller, request: JudgedRequest): Promise<AdmittedRequest> {
      if (isFederated(caller)) {
        throw accessDenied(
          'Sessions of GetFederationToken cannot be held to the ceiling of the user that made them: assume a role instead.',
        );
      }
      const ceiling = caller.kind === 'other' ? undefined : await ceilingOf(caller);
      if (ceiling) return admitted({ caller, ceiling, budgets, request });
      if (callersWithoutCeiling === 'allowed') return unlimited({ caller, budgets });
      throw accessDenied(
        'This deployment serves only callers with a ceiling, and the caller has none: grant it one with grantGetInstallationAccessToken.',
      );
    },
  };
}

interface Metered {
  readonly caller: Caller;
  readonly budgets: MintBudgets;
}

async function spendLookUp({ caller, budgets }: Metered, perHour: number): Promise<void> {
  const spending = await budgets({ caller: `look-ups ${recordName(caller)}`, perHour });
  if (spending.kind === 'spent') return;
  const { retryAfterSeconds } = spending;
  throw throttled(
    `The caller has had GitHub asked for installations ${perHour} times in this hour. What is known here is still answered; otherwise try again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}

function unlimited({ caller, budgets }: Metered): AdmittedRequest {
  // Nothing is at stake but GitHub's rate limit: a table that fails must not keep tokens from callers that may have all.
  const counted: MintBudgets = (budget) =>
    budgets(budget).catch((error: unknown) => {
      logError('look-up was not counted', error, { account: caller.account, name: caller.name });
      return { kind: 'spent' };
    });
  return {
    sharing: 'as configured',
    spendLookUp: () => spendLookUp({ caller, budgets: counted }, lookUpsPerHour.without),
    absent: (error) => error,
    judge: (_installation, asked = {}) => ({ scope: asked, settle: ({ ask }) => ask(), checkKept() {} }),
  };
}

interface Limited extends Metered {
  readonly ceiling: Ceiling;
  readonly request: JudgedRequest;
}

function admitted(limited: Limited): AdmittedRequest {
  const { caller, ceiling, budgets, request } = limited;
  refuse(excessOfRequest(ceiling, request));
  // By node id or installation id nobody can tell an account beyond the ceiling from none, unless the answers differ.
  const isNamed = request.owner !== undefined || request.enterprise !== undefined;

  return {
    sharing: 'caller',

    spendLookUp: () => spendLookUp({ caller, budgets }, lookUpsPerHour['with a ceiling']),

    absent: (error) => (ceiling.owners && !isNamed ? tooMuch([request.described]) : error),

    judge(installation, asked = {}) {
      const judgement = judge(ceiling, { installation, described: request.described, asked });
      if (judgement.kind === 'beyond') throw tooMuch(judgement.excess);
      return judged(limited, installation, judgement.scope);
    },
  };
}

function judged(
  { caller, ceiling, budgets, request }: Limited,
  installation: JudgedInstallation,
  scope: Scope,
): JudgedToken {
  const spend = async (): Promise<void> => {
    const { tokensPerHour } = ceiling;
    if (tokensPerHour === undefined) return;
    const spending = await budgets({ caller: recordName(caller), perHour: tokensPerHour });
    if (spending.kind === 'spent') return;
    const { retryAfterSeconds } = spending;
    throw throttled(
      `The caller has had its ${tokensPerHour} new tokens of this hour. Tokens that are still kept are answered; for a new one try again in ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
    );
  };

  return {
    scope,

    async settle({ ask, revoke }) {
      await spend();
      const outcome = await ask();
      if (!isAnswer(outcome)) return outcome;
      const excess = excessOfAnswer(ceiling, { request, installation, answer: outcome.data });
      if (excess.length === 0) return outcome;
      const revoked = await revoke(outcome.data);
      // Then it ends within the hour, and nobody has it.
      const { account, name } = caller;
      if (revoked.kind !== 'answered')
        logWarning('token beyond a ceiling was not revoked', { account, name, outcome: revoked.kind });
      throw tooMuch(excess);
    },

    checkKept: (kept) => refuse(excessOfKept(ceiling, { request, installation, kept })),
  };
}

interface Answer {
  readonly kind: 'answered';
  readonly data: unknown;
}

function isAnswer(outcome: Answer | { readonly kind: string }): outcome is Answer {
  return outcome.kind === 'answered';
}

function refuse(excess: readonly string[]): void {
  if (excess.length > 0) throw tooMuch(excess);
}

/** More than this many parts are counted, not named. */
const longestList = 10;

function tooMuch(excess: readonly string[]): ApiError {
  const named = excess.slice(0, longestList).join(', ');
  const rest = excess.length > longestList ? ` and ${excess.length - longestList} more` : '';
  return accessDenied(
    `This goes beyond the ceiling of the caller: ${named}${rest}. Ask for less, or have the ceiling in the grant raised.`,
  );
}

function isFederated({ kind, name }: Caller): boolean {
  return kind === 'other' && /^arn:[^:]+:sts::\d+:federated-user\//.test(name);
}
