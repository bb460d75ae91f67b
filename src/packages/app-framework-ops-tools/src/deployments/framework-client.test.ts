import { connectTo } from './framework-client';

describe('connectTo', () => {
  const before = process.env;
  beforeEach(() => {
    process.env = { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' };
  });
  afterEach(() => {
    process.env = before;
  });

  const regionFor = async (url: string) =>
    (await connectTo({ endpoint: 'AppTokenEndpoint', table: undefined, url })).config.region();

  it.each([
    ['https://abc123.lambda-url.eu-central-1.on.aws', 'eu-central-1'],
    ['https://abc123.lambda-url.us-gov-west-1.on.aws/', 'us-gov-west-1'],
    ['https://tokens.example.com/lambda-url.eu-central-1.on.aws', 'us-east-1'],
    ['http://127.0.0.1:4566', 'us-east-1'],
  ])('signs for %s in %s', async (url, region) => {
    expect(await regionFor(url)).toBe(region);
  });

  it('needs no region from the environment where the URL names one', async () => {
    process.env = {};
    expect(await regionFor('https://abc123.lambda-url.eu-central-1.on.aws')).toBe('eu-central-1');
  });
});
