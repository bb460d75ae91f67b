// Loaded before every function. The SDK puts a bucket's name before `localhost`, and not every machine resolves such a name, though it may
// mean nothing but loopback (https://www.rfc-editor.org/rfc/rfc6761#section-6.3).
const dns = require('node:dns');

const { lookup } = dns;
dns.lookup = (name, ...rest) => lookup(/\.localhost$/.test(name) ? 'localhost' : name, ...rest);
