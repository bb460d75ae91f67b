import { startFunction } from '../aws/call-function';
import { createDeliveryRecords } from '../deliveries/delivery-records-table';
import { createLedgerReads } from '../deliveries/signed-ledger-reads-table';
import type { Figures } from '../doctor/figures';
import type { ConnectionEnvironment } from '../lambda/connection';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { greatestFigure } from '../metrics/figure-gauge';
import type { OperatorLinkCollaborators } from '../operator-entry/mint-operator-link';
import { openIssuer } from '../operator-entry/open-issuer';
import { createOperatorLinks } from '../operator-entry/operators-table';
import { createRegisteredApps } from '../registrations/registered-app-table';
import { askedFigures } from './asked-figures';
import { readPayload } from './delivery-archive';
import { createDeploymentTokens } from './deployment-tokens';
import { createKeptExaminations } from './examination-table';
import type { ExaminationCollaborators } from './examine-deployment';
import { createCharts } from './read-charts';
import type { OperatorPagesCollaborators } from './serve-operator-pages';

/** Environment of the function that makes links. */
export interface OperatorLinkEnvironment {
  readonly OPERATORS_TABLE_NAME: string;
  /** Base URL of the pages, with a slash at its end. */
  readonly OPERATORS_URL: string;
}

/** Environment of the pages. */
export interface OperatorPagesEnvironment extends OperatorLinkEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly EXAMINATION_FUNCTION_NAME: string;
  /** Names that the metrics of the deployment have. */
  readonly OPERATORS_DEPLOYMENT: string;
  readonly OPERATORS_APP_TABLE_NAME: string;
  /** JSON of who signs operators in; absent where links alone let in. */
  readonly OPERATORS_OIDC?: string;
}

/** Environment of the function that looks at the deployment, besides what a connected one has. */
export interface ExaminationEnvironment extends OperatorLinkEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly OPERATORS_APP_TABLE_NAME: string;
  /** Base of the REST API of Apps whose row names none. */
  readonly GITHUB_API_URL: string;
}

type Variable = keyof (OperatorPagesEnvironment & ExaminationEnvironment & ConnectionEnvironment);

const now = () => new Date();
const startMilliseconds = 5_000;
const figureMilliseconds = 10_000;

const figures: Figures = ({ namespace, metric, dimension: [name, value], minutes }) => {
  const asked = { namespace, metric, dimensions: { [name]: value }, seconds: minutes * 60, now: now() };
  return greatestFigure(asked, () => figureMilliseconds);
};

/** What makes links, what serves the pages and what looks at the deployment, each of its own environment. */
export function openOperatorPages() {
  const variable = requiredVariable<Variable>;
  const tableName = variable('OPERATORS_TABLE_NAME');
  const links = createOperatorLinks({ tableName, now });
  const examinations = createKeptExaminations({ tableName, now });
  const minting: OperatorLinkCollaborators = { links, baseUrl: variable('OPERATORS_URL'), now };
  const recordsWithin = (remainingMilliseconds: () => number) => {
    const ledger = variable('LEDGER_TABLE_NAME');
    return createDeliveryRecords({ reads: createLedgerReads(ledger, remainingMilliseconds), tableName: ledger });
  };
  const pages = (): OperatorPagesCollaborators => ({
    ...minting,
    links,
    issuer: openIssuer({ said: optionalVariable('OPERATORS_OIDC' satisfies Variable), baseUrl: minting.baseUrl, now }),
    examinations,
    records: recordsWithin,
    readPayload,
    readCharts: createCharts({
      asked: askedFigures({
        deployment: variable('OPERATORS_DEPLOYMENT'),
        appTable: variable('OPERATORS_APP_TABLE_NAME'),
      }),
      now,
    }),
    tables: { ledger: variable('LEDGER_TABLE_NAME'), apps: variable('OPERATORS_APP_TABLE_NAME') },
    lookedAtBy: variable('EXAMINATION_FUNCTION_NAME'),
    startExamination: () =>
      startFunction({
        functionName: variable('EXAMINATION_FUNCTION_NAME'),
        input: {},
        timeoutMilliseconds: startMilliseconds,
      }),
  });
  const examination = (): ExaminationCollaborators => {
    const appTable = variable('OPERATORS_APP_TABLE_NAME');
    const apps = createRegisteredApps({ tableName: appTable });
    return {
      examinations,
      records: recordsWithin,
      apps: async (remaining) =>
        (await apps.list(remaining)).map(({ appId, gitHubApiUrl }) => ({
          appId,
          baseUrl: gitHubApiUrl ?? variable('GITHUB_API_URL'),
        })),
      tokensOf: createDeploymentTokens({
        appTokenEndpoint: variable('APP_FRAMEWORK_APP_TOKEN_ENDPOINT'),
        installationTokenEndpoint: variable('APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT'),
      }),
      figures,
      appTable,
      now,
    };
  };
  return { minting, pages, examination };
}
