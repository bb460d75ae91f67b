// RSA keys of tests come out of a box that each run fills as it goes: real ones, and within a file each another. To make them for each file
// took a fifth of the time of all tests. The box is a folder of the run's own, gone with it.
const crypto = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { promisify } = require('node:util');

const make = crypto.generateKeyPairSync.makes ?? crypto.generateKeyPairSync;
const box = join(tmpdir(), 'keys-of-tests');
const taken = new Map();

function generateKeyPairSync(type, options) {
  const { modulusLength, ...others } = options ?? {};
  if (type !== 'rsa' || Object.keys(others).length > 0) return make(type, options);
  const number = taken.get(modulusLength) ?? 0;
  taken.set(modulusLength, number + 1);
  const privateKey = keyIn(join(box, `${modulusLength}-${number}.pem`), modulusLength);
  return { privateKey, publicKey: crypto.createPublicKey(privateKey) };
}

function keyIn(file, modulusLength) {
  try {
    return crypto.createPrivateKey(readFileSync(file));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const { privateKey } = make('rsa', { modulusLength });
  mkdirSync(box, { recursive: true });
  // Whole at once, for another worker reads it as soon as it is there.
  const own = `${file}.${process.pid}`;
  writeFileSync(own, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  renameSync(own, file);
  return privateKey;
}

crypto.generateKeyPairSync = Object.assign(generateKeyPairSync, { makes: make });
crypto.generateKeyPair[promisify.custom] = async (type, options) => generateKeyPairSync(type, options);
