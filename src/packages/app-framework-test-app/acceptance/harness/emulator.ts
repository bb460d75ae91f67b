/** Has changed tags of existing keys count for authorisation only after so many seconds, as at AWS. Only for tests that need the local AWS. */
export async function setKeyTagLag(seconds: number): Promise<void> {
  const { AWS_ENDPOINT_URL } = process.env;
  const response = await fetch(`${AWS_ENDPOINT_URL}/_emulator/kms-tag-lag`, {
    method: 'POST',
    body: JSON.stringify({ seconds }),
  });
  if (!response.ok) throw new Error(`The local AWS refused a tag lag of ${seconds} s: ${await response.text()}`);
}
