// Loads TypeScript modules of the consoles for tests that need no browser.
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = process.env.KEYRACK_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '../..');
const WEB = join(ROOT, 'ops/web');
/* The packages are where ops/up built the consoles. */
const PACKAGES = join(ROOT, 'build/web-tree/ops/web');
export const require = createRequire(join(PACKAGES, 'package.json'));

// What `work` makes of a file that is gone afterwards.
async function withFile(name, text, work) {
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-module-'));
  const file = join(folder, name);
  writeFileSync(file, text);
  try {
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// A module with one thing in it spoilt: for tests that show what they would notice.
export async function loadSpoilt(path, right, wrong) {
  const text = readFileSync(join(ROOT, path), 'utf8');
  if (text.split(right).length !== 2) throw new Error(`${path} holds ${JSON.stringify(right)} not exactly once`);
  return withFile('spoilt.ts', text.replace(right, () => wrong), load);
}

// The exports of modules, given from the root of the repository, as one program: they share what they import.
export async function load(...paths) {
  const { build } = require('esbuild');
  const result = await build({
    stdin: { contents: paths.map((path) => `export * from ${JSON.stringify(resolve(ROOT, path))};`).join('\n'), resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    alias: { '@shared': join(WEB, 'shared') },
    nodePaths: [join(PACKAGES, 'node_modules')],
    logLevel: 'silent',
    external: ['react', 'react-dom', '@mantine/*'],
  });
  return withFile('module.mjs', result.outputFiles[0].text, (file) => import(pathToFileURL(file)));
}
