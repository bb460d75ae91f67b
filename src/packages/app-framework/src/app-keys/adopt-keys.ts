import type { AppRegistrations } from './app-registration-table';
import type { KmsKeys } from './kms-keys';

/** Collaborators of {@link createKeyAdoption}. */
export interface KeyAdoptionCollaborators {
  readonly keys: KmsKeys;
  readonly registrations: AppRegistrations;
}

/** The key that a row points at, and whether the functions of the row's table may sign with it. */
export interface RegisteredKey {
  readonly appId: number;
  readonly kmsKeyArn: string;
  readonly state: 'belongs' | 'foreign' | 'unreadable';
  /** The App table that the key is tagged for; absent where it has no such tag. */
  readonly taggedFor?: string;
  /** Why the tags could not be read. */
  readonly reason?: string;
}

/**
 * Brings keys home whose rows came from elsewhere: an older deployment, a restored table. Nothing but tags is changed.
 */
export function createKeyAdoption({ keys, registrations }: KeyAdoptionCollaborators) {
  const { tableName } = registrations;

  const inspect = async (appId: number, kmsKeyArn: string): Promise<RegisteredKey> => {
    try {
      const tags = await keys.tagsOf(kmsKeyArn);
      const taggedFor = tags.get('AppTable');
      const signable = tags.get('Status') === 'Active' && tags.get('FrameworkForGitHubAppOnAwsManaged') === 'true';
      return {
        appId,
        kmsKeyArn,
        state: signable && taggedFor === tableName ? 'belongs' : 'foreign',
        ...(taggedFor !== undefined && { taggedFor }),
      };
    } catch (error) {
      return { appId, kmsKeyArn, state: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
    }
  };

  return {
    /** The key of each row of the table, by App id. */
    async inspect(): Promise<RegisteredKey[]> {
      const found: RegisteredKey[] = [];
      for (const { appId, kmsKeyArn } of await registrations.list()) {
        found.push(await inspect(appId, kmsKeyArn));
      }
      return found.sort((a, b) => a.appId - b.appId);
    },

    /** Tags a key for this table, which takes it from the deployment that it was tagged for. It can take minutes to count. */
    adopt: ({ kmsKeyArn }: RegisteredKey) => keys.adopt({ keyArn: kmsKeyArn, tableName }),
  };
}
