// One call as a program of a user makes it: the published client, credentials from the AWS SDK's own chain, an endpoint and a region.
// stock-caller.mjs <operation> <endpoint> <region> <input as JSON>
import * as api from '@aws/app-framework-for-github-apps-on-aws-client';

const [operation, endpoint, region, input] = process.argv.slice(2);
const client = new api.AppFrameworkClient({ endpoint, region });
const answer = await client.send(new api[`${operation}Command`](JSON.parse(input)));
process.stdout.write(JSON.stringify(answer));
