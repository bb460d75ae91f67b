import { createUserTokenSource } from '../as-user/user-token-source';
import { createGitHub } from '../github/github';
import { readRateLimitDetail } from '../github/rate-limit-line';
import { createRateLimitMeter } from '../github/rate-limit-meter';
import { createDeploymentsTable } from '../github-deployments/deployments-table';
import { createClaimNewest, createJobs } from '../jobs/jobs-table';
import { createReportQueue } from '../jobs/report-queue';
import { readMeasuredDeployment } from '../lambda/connection';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { logInfo, logRecord } from '../lambda/logger';
import { createCheckReports } from '../progress/check-report-table';
import { createAnswerMemory } from '../repository-context/conditional-ask';
import { createAppIdentities } from '../webhooks/app-identity-table';
import { createPayloadArchive } from '../webhooks/payload-archive';
import { createRunStep } from './run-step';
import { createStepAsk } from './step-ask';
import { createStepWrites } from './step-table';

/** Environment of what does steps; a function that acts as the App has the endpoint for its tokens besides, one that acts as people another. */
export interface StepsEnvironment {
  readonly JOBS_TABLE_NAME: string;
  readonly LEDGER_TABLE_NAME: string;
  readonly ARCHIVE_BUCKET_NAME: string;
  /** JSON of an object: base URLs of GitHub's REST API by their hosts. */
  readonly APP_FRAMEWORK_GITHUB_API_URLS: string;
  readonly APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT?: string;
  readonly APP_FRAMEWORK_USER_TOKEN_ENDPOINT?: string;
  /** Of functions that deploy, or report what the check run of the job is to say. */
  readonly REPORT_QUEUE_URL?: string;
}

/** @throws Error for a variable that is absent */
export function openSteps() {
  const variable = requiredVariable<keyof StepsEnvironment>;
  const optional = (name: keyof StepsEnvironment) => optionalVariable(name);
  const measured = readMeasuredDeployment();
  const meter =
    measured && createRateLimitMeter({ ...measured, detail: readRateLimitDetail(measured.metrics), write: logRecord });
  const tableName = variable('JOBS_TABLE_NAME');
  const endpoint = optional('APP_FRAMEWORK_USER_TOKEN_ENDPOINT');
  const queueUrl = optional('REPORT_QUEUE_URL');
  return createRunStep({
    jobs: createJobs({ tableName }),
    writes: createStepWrites({ tableName }),
    claim: createClaimNewest({ tableName }),
    askFor: createStepAsk({
      github: createGitHub({ write: logInfo, onRateLimit: (limit, { spends }) => spends && meter?.see(spends, limit) }),
      tokenEndpoint: optional('APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT'),
      userToken: endpoint === undefined ? undefined : createUserTokenSource({ endpoint }),
      gitHubApiUrls: JSON.parse(variable('APP_FRAMEWORK_GITHUB_API_URLS')),
    }),
    archive: createPayloadArchive({ bucketName: variable('ARCHIVE_BUCKET_NAME') }),
    identities: createAppIdentities({ tableName: variable('LEDGER_TABLE_NAME') }),
    memory: createAnswerMemory(),
    ...(queueUrl !== undefined && showingWith(tableName, queueUrl)),
  });
}

function showingWith(tableName: string, queueUrl: string) {
  const report = createReportQueue({ queueUrl });
  return {
    deployments: { table: createDeploymentsTable({ tableName }), report },
    reports: { table: createCheckReports({ tableName }), report },
  };
}
