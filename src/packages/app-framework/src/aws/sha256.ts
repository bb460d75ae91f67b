import { createHash, createHmac } from 'node:crypto';

type Key = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, keyed or not, in the shape that the signer wants. */
export class Sha256 {
  private hash;

  constructor(private readonly secret?: Key) {
    this.hash = this.fresh();
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.digest());
  }

  reset(): void {
    this.hash = this.fresh();
  }

  private fresh() {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', keyBytes(this.secret));
  }
}

function keyBytes(key: Key): string | Uint8Array {
  if (typeof key === 'string') return key;
  return ArrayBuffer.isView(key) ? new Uint8Array(key.buffer, key.byteOffset, key.byteLength) : new Uint8Array(key);
}
