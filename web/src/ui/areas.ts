// SPDX-License-Identifier: Apache-2.0
import { computed, type ComputedRef } from 'vue';
import { AREAS } from '@/api/definitions';
import { useSession } from '@/api/session';
import type { Area } from '@/api/types';

export const areaPath = (a: Area): string => (a === 'duty' ? '/duty' : a === 'map' ? '/map' : `/area/${a}`);

/* The seven areas; 管理 is hidden from those who never use it. */
export function useAreas(): ComputedRef<Area[]> {
  const session = useSession();
  return computed(() => AREAS.filter((a) => a !== 'admin' || session.account?.role === 'admin' || session.account?.role === 'auditor'));
}
