import type { Person } from '../accounts/accounts';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId } from '../world/node-ids';

export const reactionContents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
export type ReactionContent = (typeof reactionContents)[number];

export interface Reaction {
  readonly id: number;
  readonly nodeId: string;
  readonly person: Person;
  readonly content: ReactionContent;
  readonly createdAt: number;
}

/** What people can react to. */
export interface Reactable {
  readonly nodeId: string;
  readonly reactions: Reaction[];
}

export interface NewReaction {
  readonly person: Person;
  readonly content: ReactionContent;
}

export type Reactions = ReturnType<typeof createReactions>;

/** Everybody reacts with each content once. */
export function createReactions({ clock }: { clock: Clock }) {
  const ids = createIdSequence(2_500_000_001);
  const find = ({ reactions }: Reactable, { person, content }: NewReaction): Reaction | undefined =>
    reactions.find((one) => one.person.id === person.id && one.content === content);

  return {
    find,
    /** A new one, or the one that is there. */
    add(subject: Reactable, asked: NewReaction): { readonly reaction: Reaction; readonly isNew: boolean } {
      const present = find(subject, asked);
      if (present !== undefined) return { reaction: present, isNew: false };
      const id = ids.take();
      const reaction = { ...asked, id, nodeId: makeNodeId('REA', id), createdAt: clock.milliseconds() };
      subject.reactions.push(reaction);
      return { reaction, isNew: true };
    },
    remove({ reactions }: Reactable, reaction: Reaction): void {
      const place = reactions.indexOf(reaction);
      if (place >= 0) reactions.splice(place, 1);
    },
  };
}
