// Stands before AWS and GitHub, hands everything on as it came, and notes what was asked for: calls are counted where they leave.
import { Agent, createServer, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const services = { DynamoDB_20120810: 'DynamoDB', TrentService: 'KMS', AmazonSSM: 'Parameter Store' };

/**
 * @param {{aws: string, gitHub: string}} upstream base URLs
 * @returns base URLs to give to what is measured; `calls` since `forget` was called last
 */
export async function openGate(upstream) {
  let calls = [];
  let mintMilliseconds = 0;
  const aws = await startProxy(upstream.aws, async (headers, body) => {
    calls.push({ ...awsCall(headers, body), at: performance.now() });
  });
  const gitHub = await startProxy(upstream.gitHub, async (_headers, _body, { method, url }) => {
    const isMint = method === 'POST' && /\/access_tokens$/.test(url);
    calls.push({ service: 'GitHub', action: isMint ? 'mint' : `${method} ${url}`, at: performance.now() });
    if (isMint) await pause(mintMilliseconds);
  });
  return {
    awsUrl: aws.url,
    gitHubUrl: gitHub.url,
    calls: () => calls,
    forget() {
      calls = [];
    },
    /** Makes GitHub take so much longer for a token. */
    slowMints(milliseconds) {
      mintMilliseconds = milliseconds;
    },
    close() {
      aws.close();
      gitHub.close();
    },
  };
}

/** `process` is what the asking process calls itself, in the SDK's user agent. */
function awsCall(headers, body) {
  const [prefix, action = 'unknown'] = (headers['x-amz-target'] ?? '').split('.');
  const service = services[prefix] ?? 'other AWS';
  const process = /\bapp\/([\w-]+)/.exec(headers['user-agent'] ?? '')?.[1];
  const key = service === 'DynamoDB' ? JSON.parse(body.toString()).Key?.Key?.S : undefined;
  return { service, action, process, key };
}

async function startProxy(upstream, note) {
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, outgoing) => {
    try {
      const { method, url, headers } = incoming;
      const body = await collected(incoming);
      await note(headers, body, { method, url });
      const answer = await handOn(upstream, agent, { method, url, headers, body });
      outgoing.writeHead(answer.status, answer.headers);
      outgoing.end(answer.body);
    } catch (error) {
      outgoing.writeHead(502);
      outgoing.end(String(error));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}

/** The host stays that of the request, because it is signed. */
function handOn(upstream, agent, { method, url, headers, body }) {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(new URL(url, upstream), { method, headers, agent }, async (response) => {
      const answered = await collected(response);
      const { 'transfer-encoding': _chunked, connection: _connection, ...kept } = response.headers;
      resolve({ status: response.statusCode, headers: kept, body: answered });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

async function collected(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
