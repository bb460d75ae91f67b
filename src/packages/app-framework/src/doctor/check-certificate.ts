import { connect } from 'node:tls';
import { many } from '../lambda/many';
import type { Check } from './examine';
import type { Finding, Look } from './finding';
import type { WebhookDeployment } from './patient';

const leastDays = 30;
const day = 24 * 3_600_000;
const patienceMilliseconds = 10_000;
/** AWS sees to those of its own names. */
const ofAws = /\.(amazonaws\.com(\.cn)?|on\.aws)$/;

/** The certificates of custom domains hold for a while. */
export const checkCertificate: Check<WebhookDeployment> = {
  name: 'certificate',
  about: `certificates of custom domains hold for ${leastDays} more days`,
  async look({ webhookUrl, operations, now }): Promise<Look> {
    const urls = [webhookUrl, ...(operations.callbackUrl === undefined ? [] : [operations.callbackUrl])];
    const custom = urls
      .map((url) => new URL(url))
      .filter(({ protocol, hostname }) => protocol === 'https:' && !ofAws.test(hostname));
    const hosts = [...new Set(custom.map(({ host }) => host))];
    if (hosts.length === 0) return { notHere: 'This deployment has no custom domain.' };
    const findings: Finding[] = [];
    for (const host of hosts) {
      const end = await endOfCertificate(host);
      const days = Math.floor((end.getTime() - now().getTime()) / day);
      if (days >= leastDays) continue;
      const when = days < 0 ? `ended on ${dateOf(end)}` : `ends on ${dateOf(end)}, in ${many(days, 'day')}`;
      const what = `The certificate of ${host} ${when}.`;
      const todo =
        'ACM renews 60 days before the end, as long as the record that proves the domain is in DNS: look at the certificate there.';
      findings.push({ what, todo, link: 'https://console.aws.amazon.com/acm/home#/certificates/list' });
    }
    return { findings };
  },
};

function dateOf(end: Date): string {
  return end.toISOString().slice(0, 10);
}

/** @throws Error where nobody answers with a certificate */
function endOfCertificate(host: string): Promise<Date> {
  const { hostname, port } = new URL(`https://${host}`);
  return new Promise((resolve, reject) => {
    // One that has ended is to be read, too. Nothing is sent.
    const options = { host: hostname, servername: hostname, port: Number(port || 443), rejectUnauthorized: false };
    const socket = connect(options, () => {
      resolve(new Date(socket.getPeerCertificate().valid_to));
      socket.destroy();
    });
    socket.setTimeout(patienceMilliseconds, () => socket.destroy(new Error(`${host} did not answer in time.`)));
    socket.on('error', (cause) =>
      reject(new Error(`No certificate of ${host} could be read: ${cause.message}`, { cause })),
    );
  });
}
