import type { Repository } from '../repositories/repositories';
import type { LabelBody } from '../server/schemas';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId } from '../world/node-ids';

export interface Label {
  readonly id: number;
  readonly nodeId: string;
  readonly name: string;
  readonly color: string;
}

export type Labels = ReturnType<typeof createLabels>;

/** The labels of repositories. One that is not there yet is made when it is used, as at GitHub. */
export function createLabels() {
  const ids = createIdSequence(3_800_000_001);
  const byRepository = new Map<Repository, Map<string, Label>>();
  return {
    called(repository: Repository, names: readonly string[]): readonly Label[] {
      const known = byRepository.get(repository) ?? new Map<string, Label>();
      byRepository.set(repository, known);
      const found = names.map((name) => {
        const id = known.get(name.toLowerCase())?.id ?? ids.take();
        const label = known.get(name.toLowerCase()) ?? { id, nodeId: makeNodeId('LA', id), name, color: 'ededed' };
        known.set(name.toLowerCase(), label);
        return label;
      });
      return [...new Set(found)];
    },
  };
}

export function labelBody({ id, nodeId, name, color }: Label, repositoryUrl: string): LabelBody {
  const url = `${repositoryUrl}/labels/${encodeURIComponent(name)}`;
  return { id, node_id: nodeId, url, name, description: null, color, default: false };
}
