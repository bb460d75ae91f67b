import { type Stack, Token } from 'aws-cdk-lib';

interface Lack {
  /** What AWS does not offer there. */
  readonly what: string;
  readonly regions: readonly string[];
}

/** What this product needs and some regions lack, as AWS says; docs/real-aws.md has the same with the pages that say so. */
export const lacks: readonly Lack[] = [
  {
    what: 'Lambda function URLs',
    regions: [
      'ap-east-2',
      'ap-south-2',
      'ap-southeast-4',
      'ap-southeast-5',
      'ap-southeast-6',
      'ap-southeast-7',
      'ca-west-1',
      'cn-north-1',
      'cn-northwest-1',
      'eu-central-2',
      'eu-south-2',
      'il-central-1',
      'me-central-1',
      'us-gov-east-1',
      'us-gov-west-1',
    ],
  },
  { what: 'the JSON log format of Lambda', regions: ['us-gov-east-1', 'us-gov-west-1'] },
  { what: 'tracing of Lambda functions by X-Ray', regions: ['cn-north-1', 'cn-northwest-1'] },
  { what: 'import of RSA keys into KMS', regions: ['cn-north-1', 'cn-northwest-1'] },
];

/** @throws Error where the region is known at synth and lacks something, unless `unsupportedRegion` is `allowed` */
export function checkRegion({ region }: Stack, unsupportedRegion: 'refused' | 'allowed'): void {
  if (Token.isUnresolved(region) || unsupportedRegion === 'allowed') return;
  const missing = lacks.filter(({ regions }) => regions.includes(region)).map(({ what }) => what);
  if (missing.length === 0) return;
  throw new Error(
    `A credential manager cannot be deployed to ${region}: AWS does not offer ${missing.join(', ')} there. ` +
      "Choose another region; callers and Apps may be anywhere. If AWS offers it by now, set unsupportedRegion: 'allowed'.",
  );
}
