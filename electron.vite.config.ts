import { defineConfig } from 'electron-vite'
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { helpPages } from './build/help-pages.ts'
import { urlEntries } from './build/url-entries.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * Three bundles: `out/main` (Electron's main process and the backend), `out/preload`, `out/renderer`.
 *
 * A further process or worker of the backend needs no line here: whoever starts it writes
 * `new URL('./name.ts', import.meta.url)`, and `urlEntries` bundles that file as an entry of its own. The same source
 * runs unbuilt under Node. `utility` is listed because main forks it by path and may not import the backend.
 */
export default defineConfig({
  main: {
    plugins: [urlEntries(at('.'))],
    build: {
      outDir: 'out/main',
      sourcemap: 'hidden',
      rolldownOptions: {
        input: { main: at('electron/main/main.ts'), utility: at('electron/backend/hosts/utility.ts') },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload cannot require packages: everything it uses is bundled, as CommonJS.
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        input: { preload: at('electron/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [vue(), helpPages()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      // One bundle serves the desktop window and the browsers of the LAN, down to Chromium 111.
      target: 'chrome111',
      minify: true,
      // Read from the disk or the LAN, not over the internet: a large chunk is no fault.
      chunkSizeWarningLimit: 1000,
      sourcemap: 'hidden',
      rolldownOptions: { input: { index: at('renderer/index.html') } },
    },
  },
})
