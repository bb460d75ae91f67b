import { createPublicKey } from 'node:crypto';
import { keyFingerprint } from './key-fingerprint';

// A key that openssl made, and what `openssl rsa -pubout -outform DER | openssl sha256 -binary | openssl base64` said of it.
const publicKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArpdcY11/u/LRvJGJ3q4m
8GebLRu5N7M9wYhplIy6YkXjRyuceHASYtzMPOH8O8l6c7bmJcGyuqwLYJypuPL/
aBX2umUg6gzliIW58dpYkBqZtDckH6S1P4X27PFIAptH02HsNOp99mSyLYvrI/Bq
9u5w2/t6yrA9fB7pLrGAQwUPB0ZgJQJzESdzchsIaV2mMDBUdu8gyVsmaNDqPOJc
jiwdhvJ8JA1fhOO7FcuRmRsVKzFR4462DCI64ZZO7ySFbiAOblSZm63WT35bfs7l
2F6CdxBgzPRMng/LMYX+1/g8JryOoBN4JsgY7ZjSX/TlzfuLpc3zwpWDoGR4LW69
5wIDAQAB
-----END PUBLIC KEY-----
`;

describe('keyFingerprint', () => {
  it('is what GitHub shows', () => {
    const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
    expect(keyFingerprint(der)).toBe('SHA256:KnfuMXvDIX5jkkJowV9RdyvlBfVNyC7e/cwnDc0DRS4=');
  });
});
