import { accessDenied, serverSideError, throttled } from '../api/api-error';
import { logError, logWarning } from '../lambda/logger';
import { type Caller, readCaller, recordName } from './caller';
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

export interface CallerCeilingsCollaborators {
  /** The record of a caller by its name below the deployment's path; absent where there is none. Throws where that is not known. */
  readonly readRecord: (name: string) => Promise<string | undefined>;
  readonly budgets: MintBudgets;
  /** What becomes of callers without a record. */
  readonly callersWithoutCeiling: 'allowed' | 'refused';
}

/** A token as GitHub has just answered it, before it is kept or handed to anybody. */
export interface AnsweredToken {
  readonly installation: JudgedInstallation;
  /** Body of GitHub's answer. */
  readonly answer: unknown;
  /** Makes the token unusable at GitHub. */
  readonly revoke: () => Promise<{ readonly kind: string }>;
}

/** The limits of one caller, for one request. All but `scopeFor` throw an `ApiError` or do nothing. */
export interface HeldCaller {
  /** Whose tokens this caller may share: one with a ceiling has its own, so that they count to its budget. */
  readonly sharing: 'as configured' | 'caller';
  /** Before anything is looked up: so that a caller learns nothing about what it may not have. */
  admit(request: JudgedRequest): void;
  /** What to ask GitHub for; part of the key that a kept token is found by. */
  scopeFor(installation: JudgedInstallation, asked: Scope | undefined): Scope;
  /** Whether a token that was kept may be handed to this caller. */
  checkCached(installation: JudgedInstallation, scope: ActualScope): void;
  /** Takes one from the caller's budget. */
  spend(): Promise<void>;
  /** Revokes a token that reaches further than the ceiling, and throws. */
  verify(token: AnsweredToken): Promise<void>;
}

export type CallerCeilings = ReturnType<typeof createCallerCeilings>;

const noLimit: HeldCaller = {
  sharing: 'as configured',
  admit() {},
  scopeFor: (_installation, asked = {}) => asked,
  checkCached() {},
  async spend() {},
  async verify() {},
};

/** Holds each caller to the ceiling that was granted to it. The caller is whom Lambda authenticated, never what a request says. */
export function createCallerCeilings(collaborators: CallerCeilingsCollaborators) {
  const { readRecord, budgets, callersWithoutCeiling } = collaborators;

  const ceilingOf = async (caller: Caller): Promise<Ceiling | undefined> => {
    try {
      const record = await readRecord(recordName(caller));
      return record === undefined ? undefined : parseCeiling(record);
    } catch (error) {
      logError('ceiling was not read', error, { account: caller.account, kind: caller.kind, name: caller.name });
      throw serverSideError(
        'What the caller may get could not be read, so it gets nothing now. Trying again may help; the log of the function has the reason.',
        { cause: error },
      );
    }
  };

  return {
    /** @throws ApiError `ServerSideError` where the record cannot be read, `AccessDeniedError` for a caller that must have one and has none */
    async of(callerArn: string): Promise<HeldCaller> {
      const caller = readCaller(callerArn);
      if (!caller && isFederated(callerArn)) {
        throw accessDenied(
          'Sessions of GetFederationToken cannot be held to the ceiling of the user that made them: assume a role instead.',
        );
      }
      const ceiling = caller && (await ceilingOf(caller));
      if (caller && ceiling) return held(caller, ceiling, budgets);
      if (callersWithoutCeiling === 'allowed') return noLimit;
      throw accessDenied(
        'This deployment serves only callers with a ceiling, and the caller has none: grant it one with grantGetInstallationAccessToken.',
      );
    },
  };
}

function held(caller: Caller, ceiling: Ceiling, budgets: MintBudgets): HeldCaller {
  return {
    sharing: 'caller',

    admit: (request) => refuse(excessOfRequest(ceiling, request)),

    scopeFor(installation, asked) {
      const judgement = judge(ceiling, installation, asked);
      if (judgement.kind === 'within') return judgement.scope;
      throw tooMuch(judgement.excess);
    },

    checkCached: (installation, scope) => refuse(excessOfKept(ceiling, installation, scope)),

    async spend() {
      const { tokensPerHour } = ceiling;
      if (tokensPerHour === undefined) return;
      const spending = await budgets({ caller: recordName(caller), tokensPerHour });
      if (spending.kind === 'spent') return;
      const { retryAfterSeconds } = spending;
      throw throttled(
        `The caller has had its ${tokensPerHour} new tokens of this hour. Tokens that are still kept are answered; for a new one try again in ${retryAfterSeconds} s.`,
        { retryAfterSeconds },
      );
    },

    async verify({ installation, answer, revoke }) {
      const excess = excessOfAnswer(ceiling, installation, answer);
      if (excess.length === 0) return;
      const outcome = await revoke();
      // Then it ends within the hour, and nobody has it.
      const { account, name } = caller;
      if (outcome.kind !== 'answered')
        logWarning('token beyond a ceiling was not revoked', { account, name, outcome: outcome.kind });
      throw tooMuch(excess);
    },
  };
}

function refuse(excess: readonly string[]): void {
  if (excess.length > 0) throw tooMuch(excess);
}

/** More than this many parts are counted, not named. */
const longestList = 10;

function tooMuch(excess: readonly string[]) {
  const named = excess.slice(0, longestList).join(', ');
  const rest = excess.length > longestList ? ` and ${excess.length - longestList} more` : '';
  return accessDenied(
    `This goes beyond the ceiling of the caller: ${named}${rest}. Ask for less, or have the ceiling in the grant raised.`,
  );
}

function isFederated(arn: string): boolean {
  return /^arn:[^:]+:sts::\d+:federated-user\//.test(arn);
}
