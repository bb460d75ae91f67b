import type { Actor } from '../events/actor';
import type { Reactable } from '../reactions/reactions';
import type { Repository } from '../repositories/repositories';
import type { AuthorAssociation } from '../server/schemas';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId, type NodeKind } from '../world/node-ids';

/** What somebody wrote, wherever it stands. */
export interface Remark extends Reactable {
  readonly id: number;
  readonly author: Actor;
  readonly association: AuthorAssociation;
  readonly createdAt: number;
  body: string;
  updatedAt: number;
}

export interface NewRemark {
  readonly author: Actor;
  readonly association?: AuthorAssociation;
  readonly body: string;
}

/** Makes remarks of one kind. */
export function createRemarks({ clock, kind, firstId }: { clock: Clock; kind: NodeKind; firstId: number }) {
  const ids = createIdSequence(firstId);
  return (repository: Repository, { author, association, body }: NewRemark): Remark => {
    const id = ids.take();
    const now = clock.milliseconds();
    return {
      id,
      nodeId: makeNodeId(kind, id),
      author,
      association: association ?? associationOf(author, repository),
      body,
      reactions: [],
      createdAt: now,
      updatedAt: now,
    };
  };
}

export function associationOf({ person }: Actor, { owner }: Repository): AuthorAssociation {
  if (person.type === 'Bot') return 'NONE';
  return person.login === owner.login ? 'OWNER' : 'MEMBER';
}
