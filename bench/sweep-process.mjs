// A process of the deployed sweep: the bundle that is named, with the environment it is given. It runs when it is told to, until it is killed.
import { createRequire } from 'node:module';

const [, , bundle] = process.argv;
const { handler } = createRequire(import.meta.url)(bundle);
const context = { getRemainingTimeInMillis: () => 290_000 };

process.on('message', () => {
  handler({}, context).then(
    (figures) => process.send({ figures }),
    (error) => process.send({ failure: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
