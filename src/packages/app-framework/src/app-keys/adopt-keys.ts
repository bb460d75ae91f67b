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
  /** `retired`: nothing is to sign with it, for it was replaced or never went live. */
  readonly state: 'belongs' | 'foreign' | 'retired' | 'unreadable';
  /** The App table that the key is tagged for; absent where it has no such tag. */
  readonly taggedFor?: string;
  /** Why the tags could not be read, or what they say of a retired one. */
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
      const [status = 'none', by, on] = ['Status', 'ReplacedBy', 'ReplacedOn'].map((name) => tags.get(name));
      const key = { appId, kmsKeyArn, ...(taggedFor !== undefined && { taggedFor }) };
      if (status !== 'Active') {
        const replaced = by === undefined ? '' : `, replaced by ${by}${on === undefined ? '' : ` on ${on}`}`;
        return { ...key, state: 'retired', reason: `its tag Status is ${status}${replaced}` };
      }
      const isOurs = tags.get('FrameworkForGitHubAppOnAwsManaged') === 'true' && taggedFor === tableName;
      return { ...key, state: isOurs ? 'belongs' : 'foreign' };
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

    /**
     * Tags a key for this table, and as one that signs: it is taken from the deployment that it was tagged for, and a retired one comes back. It can
     * take minutes to count.
     */
    adopt: ({ kmsKeyArn }: RegisteredKey) => keys.adopt({ keyArn: kmsKeyArn, tableName }),
  };
}
