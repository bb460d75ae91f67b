/** The letters in front of a node id tell what it names. */
export type NodeKind = 'A' | 'BOT' | 'CR' | 'E' | 'I' | 'IC' | 'LA' | 'O' | 'PR' | 'R' | 'U';

/** A node id in GitHub's present form: the kind, then MessagePack of `[0, id]` in base64url. */
export function makeNodeId(kind: NodeKind, id: number): string {
  return `${kind}_${Buffer.concat([Buffer.from([0x92, 0x00]), packInteger(id)]).toString('base64url')}`;
}

/** Installations still have a node id of GitHub's older form. */
export function installationNodeId(id: number): string {
  return Buffer.from(`023:IntegrationInstallation${id}`).toString('base64');
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
