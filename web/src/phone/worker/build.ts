// SPDX-License-Identifier: Apache-2.0
// At build time: what the phone needs to start without a network, as a list with a digest, in front of the service worker.
// The list is the closure of the entry m.html, its lazy pages included, and nothing of the desk.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

interface Piece {
  type: string
  fileName: string
  code?: string
  source?: string | Uint8Array
  imports?: string[]
  dynamicImports?: string[]
  facadeModuleId?: string | null
  viteMetadata?: { importedCss?: Set<string>; importedAssets?: Set<string> }
}
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)))
const PUBLIC = ['m/manifest.webmanifest', 'm/icon-192.png']

export function closure(bundle: Record<string, Piece>, page: string): string[] {
  const todo = Object.values(bundle).filter((p) => p.type === 'chunk' && p.facadeModuleId?.endsWith(page)).map((p) => p.fileName)
  const seen = new Set<string>()
  for (let name = todo.pop(); name; name = todo.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    const piece = bundle[name]
    if (!piece) continue
    todo.push(...(piece.imports ?? []), ...(piece.dynamicImports ?? []), ...(piece.viteMetadata?.importedCss ?? []), ...(piece.viteMetadata?.importedAssets ?? []))
  }
  return [...seen].sort()
}

export function phoneWorker(): Plugin {
  return {
    name: 'anlan-phone-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, raw) {
        const bundle = raw as unknown as Record<string, Piece>
        const files = closure(bundle, '/m.html')
        const page = bundle['m.html']
        if (!files.length || !page) throw new Error('m.html is not among the entries')
        const digest = createHash('sha256').update(String(page.source))
        for (const f of files) digest.update(f).update(String(bundle[f]?.code ?? bundle[f]?.source ?? ''))
        for (const f of PUBLIC) digest.update(read(`../../../public/${f}`))
        const list = [...files, ...PUBLIC].map((f) => `/${f}`)
        const head = `const VERSION = '${digest.digest('hex').slice(0, 12)}'\nconst FILES = ${JSON.stringify(list)}\n`
        this.emitFile({ type: 'asset', fileName: 'm/sw.js', source: head + read('./sw.js').toString() })
      },
    },
  }
}
