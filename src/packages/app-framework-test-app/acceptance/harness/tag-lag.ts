/** Until changed tags of KMS keys count for authorisation: seconds, settable at the local AWS, where a real one takes minutes. */
export const setTagLag = (seconds: number): Promise<void> => setLag('kms-tag-lag', seconds);

/** The same until a new KMS key, and then its material, is known everywhere. */
export const setKeyLag = (seconds: number): Promise<void> => setLag('kms-key-lag', seconds);

async function setLag(name: string, seconds: number): Promise<void> {
  const answer = await fetch(`${process.env.AWS_ENDPOINT_URL}/_emulator/${name}`, {
    method: 'POST',
    body: JSON.stringify({ seconds }),
  });
  if (!answer.ok) throw new Error(`The local AWS refused to set ${name}: ${answer.status}.`);
}
