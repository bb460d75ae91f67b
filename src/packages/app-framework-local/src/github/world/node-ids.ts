/** The letters in front of a node id tell what it names. */
export type NodeKind =
  | 'A'
  | 'BOT'
  | 'CC'
  | 'CR'
  | 'DE'
  | 'DES'
  | 'E'
  | 'I'
  | 'IC'
  | 'LA'
  | 'O'
  | 'PR'
  | 'PRR'
  | 'PRRC'
  | 'R'
  | 'REA'
  | 'U';

/** A node id in GitHub's present form: the kind, then MessagePack of `[0, id]` in base64url. */
export function makeNodeId(kind: NodeKind, id: number): string {
  return `${kind}_${Buffer.concat([Buffer.from([0x92, 0x00]), packInteger(id)]).toString('base64url')}`;
}

/** What a node id names; nothing for what is none of ours. */
export function readNodeId(nodeId: string): { readonly kind: string; readonly id: number } | undefined {
  const [, kind, packed] = /^([A-Z]+)_([\w-]+)$/.exec(nodeId) ?? [];
  if (kind === undefined || packed === undefined) return undefined;
  const bytes = Buffer.from(packed, 'base64url');
  if (bytes.length === 7) return { kind, id: bytes.readUInt32BE(3) };
  return bytes.length === 11 ? { kind, id: Number(bytes.readBigUInt64BE(3)) } : undefined;
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
