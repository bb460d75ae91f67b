/** The emulator's own API on loopback, besides AWS's. */
export interface EmulatorControl {
  /** What templates asked for and the emulator ignores, one sentence each. */
  notices(): Promise<string[]>;
  /** Where the same server is reached over TLS, and the certificate of this run, as PEM. */
  tls(): Promise<{ url: string; certificate: string }>;
  /** From now on a changed tag of a KMS key counts for authorisation after this many seconds; for earlier changes too. */
  setTagLag(seconds: number): Promise<void>;
  /** From now on a new KMS key, and then its imported material, are known after this many seconds. */
  setKeyLag(seconds: number): Promise<void>;
  /** Kills the processes of a function in the middle of their work, and answers how many there were. */
  crash(functionName: string): Promise<number>;
  /** Empties every service, users and roles included. */
  reset(): Promise<void>;
}

export function createEmulatorControl(endpoint: string): EmulatorControl {
  return {
    notices: async () => {
      const answer: unknown = await (await call(`${endpoint}/_emulator/notices`)).json();
      const notices = typeof answer === 'object' && answer && 'notices' in answer ? answer.notices : undefined;
      return Array.isArray(notices) ? notices.map(String) : [];
    },
    tls: async () => {
      const answer: unknown = await (await call(`${endpoint}/_emulator/tls`)).json();
      const { url, certificate }: { url?: unknown; certificate?: unknown } = Object(answer);
      return { url: String(url), certificate: String(certificate) };
    },
    setTagLag: async (seconds) => {
      await call(`${endpoint}/_emulator/kms-tag-lag`, JSON.stringify({ seconds }));
    },
    setKeyLag: async (seconds) => {
      await call(`${endpoint}/_emulator/kms-key-lag`, JSON.stringify({ seconds }));
    },
    crash: async (functionName) => {
      const answer: unknown = await (
        await call(`${endpoint}/_emulator/crash`, JSON.stringify({ functionName }))
      ).json();
      return typeof answer === 'object' && answer && 'ended' in answer ? Number(answer.ended) : 0;
    },
    reset: async () => {
      await call(`${endpoint}/_ministack/reset`, '');
    },
  };
}

async function call(url: string, body?: string): Promise<Response> {
  const answer = await fetch(url, body === undefined ? {} : { method: 'POST', body });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  return answer;
}
