import {
  AppNotProvenError,
  AppNotRegisteredError,
  ImportRefusedError,
  KeyImportFailedError,
  KmsRefusedError,
  RegistrationChangedError,
  RegistrationUnknownError,
  RetirementRefusedError,
  StepFailedError,
  UnusablePrivateKeyError,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError, describeFailure, type FailureKind } from './failures';

const named = (name: string, message = 'what came back') => Object.assign(new Error(message), { name });

describe('describeFailure', () => {
  it.each([
    ['AccessDeniedException', 'refused', 4],
    ['AccessDeniedError', 'refused', 4],
    ['ExpiredTokenException', 'refused', 4],
    ['ClientSideError', 'refused', 4],
    ['ValidationException', 'usage', 2],
    ['NotFoundError', 'not-found', 3],
    ['ResourceNotFoundException', 'not-found', 3],
    ['ThrottledError', 'retry-later', 5],
    ['ThrottlingException', 'retry-later', 5],
    ['GitHubFailedError', 'retry-later', 5],
    ['ServerSideError', 'failed', 1],
    ['Error', 'failed', 1],
  ])('sorts %s as %s', (name, kind, exitCode) => {
    expect(describeFailure(named(name))).toMatchObject({
      kind,
      exitCode,
      message: expect.stringContaining('what came back'),
    });
  });

  it('sorts a failed step by its cause and keeps the sentence of the step', () => {
    const step = new Error('Could not create a KMS key: not authorized', { cause: named('AccessDeniedException') });
    expect(describeFailure(step)).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(
        /^Could not create a KMS key: not authorized\n.*grantOperate.*grantAdoptKeys.*grantCheckCeilings/,
      ),
    });
  });

  it.each<[string, Error, FailureKind]>([
    ['a key that is none', new UnusablePrivateKeyError('x'), 'refused'],
    ['an import that cannot be done', new ImportRefusedError('x'), 'refused'],
    ['a row that changed meanwhile', new RegistrationChangedError('x'), 'refused'],
    ['a retirement that would leave no key', new RetirementRefusedError('x'), 'refused'],
    ['KMS that does not sign', new KmsRefusedError('x', true), 'refused'],
    ['an App without a row', new AppNotRegisteredError('x'), 'not-found'],
    ['a write without an answer', new RegistrationUnknownError('x'), 'failed'],
    [
      'a failed import by its cause',
      new KeyImportFailedError('x', 'arn:key', new RegistrationChangedError('y')),
      'refused',
    ],
    ['a failed step by its cause', new StepFailedError('x', new ImportRefusedError('y')), 'refused'],
  ])('sorts %s of the framework', (_, error, kind) => {
    expect(describeFailure(error)).toMatchObject({ kind, message: expect.stringContaining('x') });
  });

  it.each<[AppNotProvenError['kind'], FailureKind]>([
    ['throttled', 'retry-later'],
    ['unavailable', 'retry-later'],
    ['unauthorized', 'refused'],
    ['not-found', 'refused'],
    ['other-app', 'refused'],
  ])('sorts an App that was not proven because of %s as %s', (kind, sorted) => {
    expect(describeFailure(new AppNotProvenError(kind, 'x')).kind).toBe(sorted);
  });

  it('takes a host that cannot be reached for something to try again', () => {
    expect(describeFailure(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })).kind).toBe('retry-later');
  });

  it.each([
    [named('Error', 'Region is missing'), 'usage', /AWS_REGION/],
    [named('CredentialsProviderError'), 'refused', /aws sso login/],
    [named('ExpiredTokenException'), 'refused', /expired/],
    [named('UnrecognizedClientException'), 'refused', /AWS_PROFILE/],
  ])('says what to do about %s', (error, kind, advice) => {
    expect(describeFailure(error)).toMatchObject({ kind, message: expect.stringMatching(advice) });
  });

  it('keeps the words of the tool itself', () => {
    expect(describeFailure(new CommandError('not-found', 'There is no file x.'))).toEqual({
      kind: 'not-found',
      exitCode: 3,
      message: 'There is no file x.',
    });
  });

  it('survives what is no error', () => {
    expect(describeFailure('odd')).toEqual({ kind: 'failed', exitCode: 1, message: 'odd' });
  });
});
