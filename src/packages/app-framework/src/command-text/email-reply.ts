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
const headers = (...names: readonly string[]) =>
  new RegExp(`^[*_]{0,2}(?:${names.join('|')})[*_]{0,2}[ \\t\\u00a0]?[:：]`, 'iu');
const fromHeader = headers(
  ...['from', 'von', 'de', 'van', 'da', 'od', 'от', 'від', 'fra', 'från', 'lähettäjä', 'kimden', 'gönderen', 'feladó'],
  ...['odesílatel', 'de la', 'από', 'מאת', 'من', '发件人', '寄件者', '差出人', '보낸 사람'],
);
const otherHeader = headers(
  ...['sent', 'date', 'to', 'cc', 'bcc', 'subject', 'reply-to', 'importance', 'gesendet', 'datum', 'an', 'betreff'],
  ...['envoyé', 'à', 'objet', 'enviado', 'enviada', 'fecha', 'data', 'para', 'asunto', 'assunto', 'verzonden', 'aan'],
  ...['onderwerp', 'inviato', 'a', 'oggetto', 'wysłano', 'wysłane', 'do', 'dw', 'temat', 'отправлено', 'дата', 'кому'],
  ...['копия', 'тема', 'надіслано', 'skickat', 'till', 'ämne', 'sendt', 'til', 'emne', 'lähetetty', 'vastaanottaja'],
  ...['aihe', 'gönderildi', 'tarih', 'kime', 'konu', 'küldve', 'címzett', 'tárgy', 'odesláno', 'komu', 'předmět'],
  ...['发送时间', '收件人', '主题', '送信日時', '宛先', '件名', '보낸 날짜', '받는 사람', '제목'],
);
/** `Name: … m@example.com`, in whichever language. */
const addressHeader = /^[*_]{0,2}\p{L}[\p{L}\p{M} .-]{0,24}[*_]{0,2}\s?[:：].{0,200}[^\s@]@[^\s@]+\.[^\s@]/u;
/** Headers of a mail stand this near to each other, with or without empty lines between them. */
const nearestHeaders = 4;
/** What stands in the mails that GitHub sends about comments. */
const gitHubMail =
  /notifications@github\.com|@(?:reply|noreply)\.github\.com|reply to this email directly|you are receiving this because/i;
/** What Outlook puts above the mail that is answered, and nobody else writes. */
const divider = /^[ \t]*_{20,}[ \t]*$/;

/** The lines above the first sign that is a line of its own. */
export function aboveDivider(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => divider.test(line));
  return at < 0 ? lines : lines.slice(0, at);
}

/** True where a mail of GitHub is in a comment: where in it the answer ends cannot be told for sure. */
export function holdsGitHubMail(comment: string): boolean {
  return gitHubMail.test(comment);
}

/** True where the headers of a mail begin in this line, over empty lines, too. */
export function beginsHeaders(lines: readonly string[], index: number): boolean {
  const [line = '', ...next] = lines.slice(index, index + nearestHeaders).map((text) => text.slice(0, 300).trim());
  if (addressHeader.test(line)) return next.some((text) => otherHeader.test(text) || fromHeader.test(text));
  if (fromHeader.test(line)) return next.some((text) => otherHeader.test(text));
  return otherHeader.test(line) && next.some((text) => fromHeader.test(text));
}

/** True where a mail that was answered begins in this line of a paragraph, quoted without a mark: what follows is somebody else's. */
export function beginsAnsweredMail(lines: readonly string[], index: number): boolean {
  const [line = '', second = '', third = ''] = lines.slice(index, index + 3).map((text) => text.trim());
  if (separators.test(line) || footers.test(line.replace(/^—\s*/, ''))) return true;
  // Long ones are wrapped.
  return [line, `${line} ${second}`, `${line} ${second} ${third}`].some((text) =>
    attributions.some((attribution) => attribution.test(text)),
  );
}
