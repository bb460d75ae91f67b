/** What OpenSSL says of a certificate whose authority Node.js does not know; an expired one and one of another host are no such case. */
const unknownAuthority = /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)/;

/** Why a connection failed, and what to do where a certificate is the reason. */
export function reasonOfBrokenConnection(cause: unknown): string {
  const { message, code } = Object(cause);
  if (!message) return 'the connection failed';
  const hint =
    '. Name a file with the certificate of its authority in NODE_EXTRA_CA_CERTS (functions: certificateAuthorities)';
  return `the connection failed: ${message}${unknownAuthority.test(code) ? hint : ''}`;
}
