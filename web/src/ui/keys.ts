// SPDX-License-Identifier: Apache-2.0
// Single-key shortcuts: only without a focused field, never while an input method composes.
export type KeyMap = Record<string, (e: KeyboardEvent) => void>

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.closest('[contenteditable="true"]')) return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit', 'range', 'file'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.getAttribute('role') === 'combobox'
}

export class Keys {
  private composing = false
  private prefix = ''
  private prefixAt = 0
  singleKeys = true

  /** Names: "ctrl+k", "n", "g 1", "/", "?", "Escape". */
  constructor(private readonly maps: () => KeyMap[], private readonly blocked: () => boolean = () => false) {}

  attach(target: EventTarget): () => void {
    const down = (e: Event) => this.handle(e as KeyboardEvent)
    const start = () => (this.composing = true)
    const end = () => setTimeout(() => (this.composing = false), 0) /* one tick later: the key that ended it still arrives */
    target.addEventListener('keydown', down)
    target.addEventListener('compositionstart', start)
    target.addEventListener('compositionend', end)
    return () => {
      target.removeEventListener('keydown', down)
      target.removeEventListener('compositionstart', start)
      target.removeEventListener('compositionend', end)
    }
  }

  handle(e: KeyboardEvent): boolean {
    if (this.composing || e.isComposing || e.keyCode === 229 || e.defaultPrevented) return false
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key
    if (e.ctrlKey || e.metaKey) return !e.altKey && this.fire(`ctrl+${key}`, e)
    if (e.altKey) return false
    if (this.blocked()) return false
    if (key === 'Escape' || /^F\d+$/.test(key)) return this.fire(key, e) /* no text: they work in a field too */
    if (!this.singleKeys || isTyping(e.target)) return false
    const name = this.prefix && e.timeStamp - this.prefixAt < 1500 ? `${this.prefix} ${key}` : key
    this.prefix = ''
    if (this.fire(name, e)) return true
    if (key === 'g') {
      this.prefix = key
      this.prefixAt = e.timeStamp
    }
    return false
  }

  private fire(name: string, e: KeyboardEvent): boolean {
    for (const map of this.maps()) {
      const fn = map[name]
      if (!fn) continue
      e.preventDefault()
      fn(e)
      return true
    }
    return false
  }
}
