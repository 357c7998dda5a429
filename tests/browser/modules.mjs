// Loads TypeScript modules of the consoles for tests that need no browser.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = process.env.KEYRACK_ROOT ?? join(dirname(fileURLToPath(import.meta.url)), '../..');
const WEB = join(ROOT, 'ops/web');
/* The packages are where ops/up built the consoles. */
const PACKAGES = join(ROOT, 'build/web-tree/ops/web');
export const require = createRequire(join(PACKAGES, 'package.json'));

// The exports of modules, given from the root of the repository, as one program: they share what they import.
export async function load(...paths) {
  const { build } = require('esbuild');
  const result = await build({
    stdin: { contents: paths.map((path) => `export * from ${JSON.stringify(join(ROOT, path))};`).join('\n'), resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    alias: { '@shared': join(WEB, 'shared') },
    nodePaths: [join(PACKAGES, 'node_modules')],
    logLevel: 'silent',
    external: ['react', 'react-dom', '@mantine/*'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'keyrack-module-'));
  const file = join(folder, 'module.mjs');
  writeFileSync(file, result.outputFiles[0].text);
  try {
    return await import(pathToFileURL(file));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
