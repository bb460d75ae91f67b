/** The letters in front of a node id tell what it names. */
export type NodeKind = 'A' | 'E' | 'O' | 'R' | 'U';

/** A node id in GitHub's present form: the kind, then MessagePack of `[0, id]` in base64url. */
export function makeNodeId(kind: NodeKind, id: number): string {
  return `${kind}_${Buffer.concat([Buffer.from([0x92, 0x00]), packInteger(id)]).toString('base64url')}`;
}

function packInteger(id: number): Buffer {
  if (id <= 0xffff_ffff) {
    const packed = Buffer.alloc(5);
    packed.writeUInt8(0xce, 0);
    packed.writeUInt32BE(id, 1);
    return packed;
  }
  const packed = Buffer.alloc(9);
  packed.writeUInt8(0xcf, 0);
  packed.writeBigUInt64BE(BigInt(id), 1);
  return packed;
}
