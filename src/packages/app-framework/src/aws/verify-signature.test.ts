import { verifySignature } from './verify-signature.test.support';

// "PUT Object" of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html: AWS's own figures.
const published = {
  method: 'PUT',
  url: '/test%24file.text',
  headers: {
    host: 'examplebucket.s3.amazonaws.com',
    date: 'Fri, 24 May 2013 00:00:00 GMT',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  body: Buffer.from('Welcome to Amazon S3.'),
};
const secretKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

describe('verifySignature', () => {
  it('takes the signature that AWS publishes', () => {
    expect(() => verifySignature(published, { service: 's3', secretKey })).not.toThrow();
  });

  it.each([
    ['another path', { ...published, url: '/test%24file.txt' }],
    ['another method', { ...published, method: 'GET' }],
    ['another query', { ...published, url: `${published.url}?acl=` }],
  ])('refuses it for %s', (_what, request) => {
    expect(() => verifySignature(request, { service: 's3', secretKey })).toThrow('does not fit');
  });
});
