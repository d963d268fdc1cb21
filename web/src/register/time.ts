// SPDX-License-Identifier: Apache-2.0
// Times are shown in Asia/Shanghai whatever the machine's zone (no daylight saving since 1991).
const SHIFT = 8 * 3600_000;
const pad = (n: number) => String(n).padStart(2, '0');
const shifted = (ms: number) => new Date(ms + SHIFT);

/* `06-20 14:05`, with the year when it is not this one. */
export function shortTime(rfc3339: unknown, now: number = Date.now()): string {
  const ms = Date.parse(String(rfc3339));
  if (Number.isNaN(ms)) return String(rfc3339 ?? '');
  const d = shifted(ms);
  const text = `${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())} ${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`;
  return d.getUTCFullYear() === shifted(now).getUTCFullYear() ? text : `${d.getUTCFullYear()}-${text}`;
}

export function fullTime(rfc3339: unknown): string {
  const ms = Date.parse(String(rfc3339));
  return Number.isNaN(ms) ? '' : `${shifted(ms).toISOString().slice(0, 19).replace('T', ' ')} +08:00`;
}

export const clockText = (ms: number): string => shifted(ms).toISOString().slice(11, 19);
export const dayText = (ms: number): string => shifted(ms).toISOString().slice(0, 10);

/* RFC 3339 ↔ the text of <input type="datetime-local">. */
export function toLocalInput(rfc3339: unknown): string {
  const ms = Date.parse(String(rfc3339 ?? ''));
  return Number.isNaN(ms) ? '' : shifted(ms).toISOString().slice(0, 16);
}
export function fromLocalInput(text: string): string {
  if (!text) return '';
  return `${text.length === 16 ? `${text}:00` : text}+08:00`;
}

/* A span as `02:41`, `1:02:41` or `3d 02:41`: for countdowns; always positive. */
export function spanText(seconds: number): string {
  const s = Math.max(0, Math.floor(Math.abs(seconds)));
  const days = Math.floor(s / 86400);
  const h = Math.floor((s % 86400) / 3600);
  const m = Math.floor((s % 3600) / 60);
  if (days > 0) return `${days}d ${pad(h)}:${pad(m)}`;
  return h > 0 ? `${h}:${pad(m)}:${pad(s % 60)}` : `${pad(m)}:${pad(s % 60)}`;
}
