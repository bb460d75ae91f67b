import { spawnSync } from 'node:child_process';

/** The suite asks for Node and Python only; `--json` came with 7.82. */
export function curlIsTooOld(): boolean {
  const [, major, minor] =
    spawnSync('curl', ['--version'], { encoding: 'utf8' }).stdout?.match(/^curl (\d+)\.(\d+)/) ?? [];
  return !(Number(major) > 7 || (Number(major) === 7 && Number(minor) >= 82));
}
