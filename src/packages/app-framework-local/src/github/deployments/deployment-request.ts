import { listMember, requiredText, textMember, wordMember } from '../server/body-members';
import { invalidRequest } from '../server/github-error';
import { type AskedDeployment, type AskedStatus, deploymentStates } from './deployments';

type Body = Readonly<Record<string, unknown>>;

const longestDescription = 140;
const longestTask = 128;

export interface DeploymentRequest extends AskedDeployment {
  readonly autoMerge: 'asked' | 'not asked';
  /** Which checks must have passed; absent where all must. */
  readonly requiredContexts: readonly string[] | undefined;
}

/** What a request wants deployed, with what GitHub takes where it does not say. @throws GitHubError 422 */
export function deploymentRequest(body: Body): DeploymentRequest {
  const environment = textMember(body, 'environment') ?? 'production';
  const task = textMember(body, 'task') ?? 'deploy';
  if (task.length > longestTask) throw invalidRequest(`task is too long (maximum is ${longestTask} characters).`);
  return {
    ref: requiredText(body, 'ref'),
    task,
    payload: payloadOf(body.payload),
    originalEnvironment: environment,
    description: textMember(body, 'description') ?? null,
    isTransient: flag(body, 'transient_environment') ?? false,
    isProduction: flag(body, 'production_environment') ?? environment === 'production',
    autoMerge: (flag(body, 'auto_merge') ?? true) ? 'asked' : 'not asked',
    requiredContexts: listMember(body, 'required_contexts')?.map(String),
  };
}

/** @throws GitHubError 422 for a state that GitHub does not know, and a description that is too long */
export function statusRequest(
  body: Body,
  { environment }: { readonly environment: string },
): AskedStatus & { readonly retiresOthers: boolean } {
  requiredText(body, 'state');
  const state = wordMember(body, 'state', deploymentStates) ?? 'pending';
  const description = textMember(body, 'description') ?? '';
  if (description.length > longestDescription)
    throw invalidRequest(`description is too long (maximum is ${longestDescription} characters).`);
  return {
    state,
    description,
    logUrl: textMember(body, 'log_url') ?? textMember(body, 'target_url') ?? '',
    environment: textMember(body, 'environment') ?? environment,
    environmentUrl: textMember(body, 'environment_url') ?? '',
    retiresOthers: state === 'success' && (flag(body, 'auto_inactive') ?? true),
  };
}

function payloadOf(value: unknown): AskedDeployment['payload'] {
  if (value === undefined || value === null) return {};
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && !Array.isArray(value)) return { ...value };
  throw invalidRequest(`For 'properties/payload', ${JSON.stringify(value)} is not an object.`);
}

function flag(body: Body, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
  throw invalidRequest(`For 'properties/${name}', ${JSON.stringify(value)} is not a boolean.`);
}
