/** Why a request got no answer. */
export type ConnectionFailureKind = 'name' | 'refused' | 'certificate' | 'no-tls' | 'broken' | 'silent' | 'too-long';

/** A request that got no whole answer. */
export class ConnectionFailure extends Error {
  readonly kind: ConnectionFailureKind;

  constructor(kind: ConnectionFailureKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConnectionFailure';
    this.kind = kind;
  }
}

/** Node's and OpenSSL's codes for a certificate that does not prove who answers. */
const certificateCode = /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_(GET|VERIFY)|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/** Says what a socket error means. */
export function toConnectionFailure(error: unknown): ConnectionFailure {
  if (error instanceof ConnectionFailure) return error;
  const code = codeOf(error);
  const text = error instanceof Error && error.message !== '' ? error.message : code;
  if (code === 'ENOTFOUND') return new ConnectionFailure('name', 'its name is unknown', error);
  if (code === 'ECONNREFUSED') return new ConnectionFailure('refused', 'nothing listens there', error);
  if (certificateCode.test(code)) return new ConnectionFailure('certificate', text, error);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) {
    return new ConnectionFailure('no-tls', 'it does not speak TLS', error);
  }
  return new ConnectionFailure('broken', `the connection broke (${code === '' ? text : code})`, error);
}

function codeOf(error: unknown): string {
  // Several addresses of one name fail together; the first one speaks for all.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
