// SPDX-License-Identifier: Apache-2.0
// What a thumb or a card does: into the outbox, said at once, ten seconds to take it back.
import { t } from '@/i18n'
import { box, put, putScan } from '../outbox/box'
import type { Item } from '../outbox/queue'
import { say } from '../ui/toast'
import type { Card, Direction, Person, Target } from './people'

/** Who it is, in the words of POST /api/evacuation/checkins. */
const whoIs = (p: Person | undefined, card: Card | null): Record<string, unknown> => {
  if (card?.qr) return { qr: card.qr }
  if (p?.resident) return { resident: p.resident }
  return { card: card?.code ?? p?.code }
}
/** In, out and moved on are of a shelter; home and to relatives are not. */
const placeOf = (direction: Direction, shelter: string) => (direction === 'back' || direction === 'to_relatives' || !shelter ? {} : { shelter })
export const actName = (direction: Direction): string => t(`m.checkin.direction.${direction}`)

/** to: moved on to a shelter that is known. */
export const actWords = (direction: Direction, to?: Target | null): string => (direction === 'moved_on' && to ? t('m.target.act', { shelter: to.name }) : actName(direction))

/** p undefined: a card that the rosters do not have. */
export function checkIn(event: string, p: Person | undefined, card: Card | null, direction: Direction, shelter: string, to?: Target | null): Promise<Item> {
  const title = t('m.checkin.item', { act: actWords(direction, to), name: p?.name ?? card?.code ?? '' })
  if (p && !p.resident && p.transfer && !p.code) return stepOf(p, direction, shelter, title)
  return putScan(event, title, { ...whoIs(p, card), direction, ...placeOf(direction, shelter), ...(direction === 'moved_on' && to ? { to: to.id } : {}) })
}
/** A household without residents has no cards: its transfer is moved by the step itself. */
const stepOf = (p: Person, direction: Direction, shelter: string, title: string): Promise<Item> => {
  const [step, body] = direction === 'in' ? ['arrive', { shelter }] : direction === 'to_relatives' ? ['arrive', { placement: 'relatives' }] : direction === 'back' ? ['release', {}] : ['leave', {}]
  return put({ title, method: 'POST', path: `/api/r/transfer/${p.transfer}/${step as string}`, body: body as Record<string, unknown>, log: true })
}
export interface Stranger { name: string; phone: string; people: number; needs: string[]; note: string; card: string }
export const writeIn = (event: string, shelter: string, s: Stranger): Promise<Item> =>
  putScan(event, t('m.checkin.item', { act: actName('in'), name: s.name }), {
    name: s.name, direction: 'in', shelter, people: s.people, ...(s.phone ? { phone: s.phone } : {}), ...(s.needs.length ? { needs: s.needs } : {}), ...(s.note ? { note: s.note } : {}), ...(s.card ? { card: s.card } : {}),
  }, ['name', 'phone'])

/** Said, and while it has not gone out: taken back. */
export function undoable(text: string, made: Item[]): void {
  say(text, { text: t('m.undo'), run: () => void takeBack() })
  async function takeBack() {
    let late = 0
    for (const i of made) {
      const now = box.find(i.id)?.state
      if (!((now === 'waiting' || now === 'refused') && (await box.drop(i.id)))) late++
    }
    if (late) say(t('m.work.tooLate'))
  }
}
