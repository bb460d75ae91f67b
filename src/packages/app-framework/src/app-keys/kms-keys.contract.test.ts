import { createKmsSigner } from '../app-tokens/kms-signer';
import { useLocalAws } from '../aws/local-aws.test.support';
import { createKmsKeys } from './kms-keys';
import { kmsKeysContract } from './kms-keys-contract.test.support';
import { createRecordedKeys } from './recorded-keys';

describe('keys in KMS', () => {
  const aws = useLocalAws();

  kmsKeysContract(() => {
    const { kms } = aws();
    const keys = createKmsKeys({ kms, now: () => new Date() });
    return { keys, records: createRecordedKeys({ kms, keys }), signInKms: createKmsSigner(kms) };
  });
});
