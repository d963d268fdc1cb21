// SPDX-License-Identifier: Apache-2.0
// One client, several entries: a page of its own (and a first load of its own) for the desk, the phone, the wall.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { phoneWorker } from './src/phone/worker/build.ts'

const server = process.env.ANLAN ?? 'http://127.0.0.1:8080'
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** The server answers /m/… with m.html, /wall/… with wall.html, everything else with index.html (src/http/static.c). */
const pages = ['index', 'm', 'wall', 'e', 'x'].filter((p) => existsSync(here(`./${p}.html`)))

/** The same for `vite dev`. */
const devPages = {
  name: 'anlan-pages',
  configureServer(dev: { middlewares: { use(fn: (req: { url?: string }, res: unknown, next: () => void) => void): void } }) {
    dev.middlewares.use((req, _res, next) => {
      const page = pages.find((p) => new RegExp(`^/${p}(/[^.]*)?(\\?|$)`).test(req.url ?? ''))
      if (page) req.url = `/${page}.html`
      next()
    })
  },
}

export default defineConfig({
  plugins: [vue(), devPages, phoneWorker()],
  resolve: { alias: { '@': here('./src') } },
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_I18N_FULL_INSTALL__: 'false', __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  build: {
    target: ['chrome100', 'safari15'], assetsInlineLimit: 0, chunkSizeWarningLimit: 700, modulePreload: { polyfill: false },
    rolldownOptions: { input: Object.fromEntries(pages.map((p) => [p, here(`./${p}.html`)])) },
  },
  server: { proxy: { '/api': server, '/tiles': server } },
  test: { environment: 'jsdom', include: ['test/**/*.test.ts'] },
})
