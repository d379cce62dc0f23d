import { anS3Scene } from '../support/s3-scene.ts';
import { checkpointContract } from './checkpoints.ts';
import { outboxContract } from './outbox.ts';
import { remediationFilesContract } from './remediation-files.ts';
import { runStoreContract } from './run-store.ts';

for (const prefix of ['', 'a folder/of mine']) {
  const name = prefix === '' ? 'the bucket' : 'the bucket under a prefix';
  const aStore = async () => (await anS3Scene(prefix)).store;

  runStoreContract(name, aStore);
  remediationFilesContract(name, aStore);
  checkpointContract(name, aStore);
  outboxContract(name, () => anS3Scene(prefix));
}
