/** Until changed tags of KMS keys count for authorisation: seconds, settable at the local AWS, where a real one takes minutes. */
export async function setTagLag(seconds: number): Promise<void> {
  const answer = await fetch(`${process.env.AWS_ENDPOINT_URL}/_emulator/kms-tag-lag`, {
    method: 'POST',
    body: JSON.stringify({ seconds }),
  });
  if (!answer.ok) throw new Error(`The local AWS refused to set the lag of tags: ${answer.status}.`);
}
