/** `On Monday, Mona wrote:` in the languages of the mail programs that people answer GitHub's mails with. */
const attributions = [
  /^On\b.{6,300}\bwrote:$/i,
  /^Am\b.{6,300}\bschrieb\b.{0,200}:$/i,
  /^Le\b.{6,300}\ba écrit\s?:$/i,
  /^El\b.{6,300}\bescribió:$/i,
  /^Il\b.{6,300}\bha scritto:$/i,
  /^Em\b.{6,300}\bescreveu:$/i,
  /^Op\b.{6,300}\bschreef\b.{0,200}:$/i,
  /写道[:：]$/,
  /<[^\s<>@]{1,100}@[^\s<>]{1,200}>.{0,40}[:：]$/,
];
const separators =
  /^-{2,}\s?(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|forwarded message|messaggio originale|oorspronkelijk bericht)\s?-{2,}/i;
const footers = /^(?:reply to this email directly\b|you are receiving this because\b)/i;
const fromHeader = /^[*_]{0,2}(?:from|von|de|van|da|från|发件人|差出人)[*_]{0,2}\s?[:：]/i;
const otherHeader =
  /^[*_]{0,2}(?:sent|date|to|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado|fecha|para|asunto|verzonden|aan|onderwerp|inviato|oggetto|发送时间|主题|送信日時|件名)[*_]{0,2}\s?[:：]/i;

/** True where a mail that was answered begins in this line, quoted without a mark: what follows is somebody else's. */
export function beginsAnsweredMail(lines: readonly string[], index: number): boolean {
  const [line = '', second = '', third = ''] = lines.slice(index, index + 3).map((text) => text.trim());
  if (separators.test(line) || footers.test(line.replace(/^—\s*/, ''))) return true;
  if (fromHeader.test(line) && [second, third].some((text) => otherHeader.test(text))) return true;
  // Long ones are wrapped.
  return [line, `${line} ${second}`, `${line} ${second} ${third}`].some((text) =>
    attributions.some((attribution) => attribution.test(text)),
  );
}
