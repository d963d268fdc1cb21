// SPDX-License-Identifier: Apache-2.0
export interface LayerChoice { key: string; opacity?: number; filters?: [string, string][] }
export interface Picked { register: string; id?: string; title: string; count?: number }
