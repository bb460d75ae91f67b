import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { type RequestToSign, signRequest } from './sign-request';

// An object cannot hold it as a name like all others, and the SDK is given an object.
const name = fc.oneof(
  fc.constantFrom('a', 'a-'),
  fc.string({ minLength: 1 }).filter((text) => text !== '__proto__'),
);
const segment = fc.oneof(fc.constantFrom('.', '..', '', '%20', '~', "!'()*", 'a+b', '%2F'), fc.base64String());
const requests = fc.record({
  service: fc.constantFrom('dynamodb' as const, 'lambda' as const, 'events' as const),
  method: fc.constantFrom('GET', 'POST'),
  path: fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`),
  query: fc.array(fc.tuple(name, fc.string({ unit: 'grapheme' })), { maxLength: 3 }),
  headers: fc.record({ host: fc.domain(), 'x-amz-target': fc.constantFrom('A.B', '  two   blanks ', 'tab\there') }),
  body: fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()),
});
const signings = fc.record({
  region: fc.constantFrom('eu-west-1', 'us-gov-west-1'),
  accessKeyId: fc.constantFrom('AKIDEXAMPLE', 'ASIAEXAMPLE'),
  secretAccessKey: fc.constantFrom('secret', 'another'),
  sessionToken: fc.constantFrom(undefined, 'session'),
  at: fc.date({ min: new Date('2026-11-01'), max: new Date('2026-11-04'), noInvalidDate: true }),
});

describe('signRequest', () => {
  it('signs as the signer of the SDK does, whatever was signed before', async () => {
    await fc.assert(
      fc.asyncProperty(requests, signings, async (what, how) => {
        const request = { ...what, ...how };
        expect(signRequest(request)).toEqual(await signedBySdk(request));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves the path of an object as it is, dots and doubled slashes too', async () => {
    const request = {
      service: 's3',
      method: 'PUT',
      path: '/bucket/a//b/../c%2Fd',
      query: [],
      headers: { host: 'example.com' },
      body: 'x',
      region: 'eu-west-1',
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: undefined,
      at: new Date('2026-11-01T12:00:00Z'),
    } as const;
    expect(signRequest(request)).toEqual(await signedBySdk(request));
  });
});

async function signedBySdk(request: RequestToSign) {
  const { service, method, path, query, headers, body, region, at, sessionToken, ...key } = request;
  const signer = new SignatureV4({
    service,
    region,
    credentials: { ...key, ...(sessionToken !== undefined && { sessionToken }) },
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const [hostname, protocol] = [headers.host ?? '', 'https:'];
  const valuesOf = (wanted: string) => query.filter(([each]) => each === wanted).map(([, value]) => value);
  const named = Object.fromEntries(query.map(([each]) => [each, valuesOf(each)]));
  const asked = { method, protocol, hostname, path, query: named, headers: { ...headers }, body };
  return (await signer.sign(asked, { signingDate: at })).headers;
}
