import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/* The consoles live on the floors they belong to (central/console, property/console) while their packages are installed once,
 * here. A bare import made from a console is therefore resolved as if it had been made in this folder. */

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

function packagesOfThisFolder(consoleRoot) {
  const anchor = here('./shared/anchor.ts');
  return {
    name: 'keyrack-packages',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const bare = !source.startsWith('.') && !source.startsWith('/') && !source.startsWith('\0') && !source.startsWith('@shared/');
      if (!bare || importer === undefined || !importer.startsWith(consoleRoot)) return null;
      return this.resolve(source, anchor, { ...options, skipSelf: true });
    },
  };
}

const consoles = {
  central: { root: here('../../central/console'), pages: ['index'], development: 'http://127.0.0.1:7400' },
  /* `phone`: a page of its own, without what the desk needs, for phones on a weak line. */
  property: { root: here('../../property/console'), pages: ['index', 'phone'], development: 'http://127.0.0.1:7401' },
};

export default defineConfig(({ mode }) => {
  const chosen = consoles[mode];
  if (chosen === undefined) throw new Error(`unknown console "${mode}": run vite with --mode central or --mode property`);
  return {
    root: chosen.root,
    base: './',
    cacheDir: here(`./node_modules/.vite-${mode}`),
    resolve: { alias: { '@shared': here('./shared') } },
    esbuild: { jsx: 'automatic', legalComments: 'none' },
    plugins: [packagesOfThisFolder(chosen.root)],
    build: {
      outDir: here(`../../build/web/${mode}`),
      emptyOutDir: true,
      target: 'es2020',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 600,
      rollupOptions: {
        input: Object.fromEntries(chosen.pages.map((page) => [page, `${chosen.root}/${page}.html`])),
        /* Mantine marks its files for servers that render React; nothing here does. */
        onwarn: (warning, warn) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && warn(warning),
        output: { manualChunks: (id) => (id.includes('/node_modules/qr/') ? 'qr' : /\/node_modules\/(react|react-dom|scheduler)\//.test(id) ? 'react' : id.includes('/node_modules/') ? 'packages' : undefined) },
      },
    },
    server: {
      fs: { allow: [here('../..')] },
      proxy: { '/v1': process.env.KEYRACK_TARGET ?? chosen.development },
    },
  };
});
