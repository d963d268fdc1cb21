// SPDX-License-Identifier: Apache-2.0
import type { Messages } from './zh'

const en: Messages = {
  app: { title: 'Emergency Management', titleOf: '{name} Emergency Management', skip: 'Skip to content', demo: 'Demonstration data: this platform shows the data of a demonstration city', drill: '[Drill] Exercise environment: nothing done here touches live data', version: 'Version' },
  live: { on: 'Live', off: 'Offline', wait: 'Connecting', updated: 'Updated {t}', stands: 'data of {t}', stale: 'The connection to the server is cut; data of {t}; reconnecting' },
  act: {
    save: 'Save', cancel: 'Cancel', close: 'Close', confirm: 'OK', edit: 'Edit', create: 'New', void: 'Void', open: 'Open', full: 'Open full page', back: 'Back', retry: 'Try again', refresh: 'Refresh', copy: 'Copy',
    clear: 'Clear', add: 'Add', remove: 'Remove', show: 'Show', print: 'Print', onMap: 'On map', toList: 'To list', download: 'Download', next: 'Next page', prev: 'Previous page', apply: 'Apply', all: 'All', none: 'None', yes: 'Yes', no: 'No', done: 'Done', stop: 'Stop',
  },
  signin: {
    title: 'Sign in', name: 'Account', password: 'Password', totp: 'One-time code', totpHint: 'The six digits shown by your authenticator', go: 'Sign in', busy: 'Signing in…', intro: 'Duty, warning, response and resources on one platform',
    change: 'Change password', mustChange: 'First sign-in or reset password: please set a new one', old: 'Current password', fresh: 'New password', again: 'New password again', differ: 'The two entries differ', changed: 'Password changed', expired: 'Your session has ended, please sign in again',
  },
  me: { devices: 'Phones signed in', noDevices: 'No phone is signed in with this account', device: 'Phone', deviceRevoke: 'Revoke', deviceSure: 'Revoke it now', deviceRevoked: 'Revoked: that phone is cut off', title: 'My settings', account: 'Account', role: 'Role', region: 'Region', person: 'Person', singleKeys: 'Single-key shortcuts', singleKeysHint: 'When off, only Ctrl K remains', language: 'Language', totpOn: 'One-time codes are on', totpOff: 'One-time codes are off', totpBegin: 'Switch on one-time codes', totpSecret: 'Enter this secret in your authenticator, then type the six digits it shows', totpCode: 'Six digits', totpRemove: 'Switch off one-time codes' },
  list: {
    title: '{name}: list', text: 'Keyword', textHint: 'Search names and content', state: 'State', region: 'Region', from: '{name} from', to: 'to', any: 'Any', more: 'More filters', fewer: 'Fewer filters', clear: 'Clear filters', columns: 'Columns', views: 'Views', saveView: 'Save as view', viewName: 'Name of the view', noViews: 'No saved views yet', defaultView: 'Default view',
    total: '{n} records', page: 'Page {n}', sort: 'Sort by {name}', asc: 'ascending', desc: 'descending', export: 'Export', import: 'Import', none: 'No records in {name} yet', noneHint: 'Create one, or import an existing table', noneRead: 'New data will appear here', noMatch: 'Nothing matches in {name}', noMatchHint: 'Try clearing some filters', loading: 'Reading {name}…', reset: 'Default columns', printedAt: 'Printed {t}', min: 'Min', max: 'Max', absent: 'Not filled in',
  },
  field: { state: 'State', created_at: 'Created', updated_at: 'Updated', title: 'Name', id: 'Id', version: 'Version', place: 'Place', common: 'Other', main: 'Main', empty: 'Not filled in', unknown: 'Unverified', masked: 'Masked', source: 'Source', unverified: 'Left empty means unverified' },
  detail: {
    overview: 'Overview', history: 'History', related: 'Related', clocks: 'Deadlines', reveal: 'Reveal', revealTitle: 'Reveal “{name}”', revealReason: 'Reason (goes into the audit log)', actTitle: '{name}', reason: 'Reason', reasonOptional: 'Remark (optional)', needs: 'Needed', voidTitle: 'Void this record', voidHint: 'Nothing is deleted; the voiding and its reason stay in the history', done: 'Done: {name}', left: '{t} left', late: '{t} overdue', stopped: 'Settled', due: 'Due {t}', owner: 'Owner', noClocks: 'No running deadlines', noRelated: 'No related records', showEmpty: 'Show empty fields', hideEmpty: 'Hide empty fields', two: 'Needs two persons', version: 'Version {n}', gone: 'This record does not exist or has been voided', attach: 'Attach a file', files: 'Attachments', noFiles: 'No attachments', file: 'File {n}', addRelated: 'New: {name}',
    createdBy: 'Created', updatedBy: 'Updated',
  },
  history: { deviceTime: 'Device time {t}, received {s}', deviceDoubt: 'The device said {t}, which is not believed; received {s}', deviceSkew: '(its clock is off by {n} s)', who: 'By', door: 'Through', change: 'Change', reason: 'Reason', from: 'was', to: 'now', none: 'No history', more: 'More entries', create: 'Created', update: 'Changed', void: 'Voided', reveal: 'Revealed', import: 'Imported', web: 'web', token: 'interface', device: 'device', cli: 'command line', job: 'job', link: 'link', empty: 'empty' },
  form: {
    new: 'New: {name}', edit: 'Edit: {name}', required: 'required', optionalNote: 'Fields marked * are required; the rest can follow', errors: '{n} entries need correction', failed: 'Not saved', kept: 'What you typed is kept on this device', draft: 'Unsent draft of {t} found', restore: 'Restore draft', drop: 'Discard', saved: 'Draft saved {t}', done: 'Saved', choose: 'Please choose', search: 'Type to search', noHit: 'No match', searching: 'Searching…', lon: 'Longitude', lat: 'Latitude', pick: 'Pick on map', pickHint: 'Click the map, or move it under the cross hair', pickHere: 'Take cross hair', here: 'Picked {lon}, {lat}', badJson: 'Not valid JSON', badNumber: 'Please enter a number', badMoney: 'At most two decimals', needed: '{name} is required', tooLong: 'At most {n} characters', geometry: 'GeoJSON geometry', chars: '{n}/{max}', free: 'Keep “{text}” as text', leave: 'There is unsent content; it can be restored from the draft', list: 'Select an entry to jump to its field',
  },
  conflict: { title: 'Somebody else changed this record', text: 'While you were editing, this record moved to version {n}. Choose what to keep for each field; both versions stay in the history.', field: 'Field', mine: 'My change', theirs: 'Latest', save: 'Save as chosen', none: 'None of your fields conflict; you can save on top of the latest version.' },
  undo: { done: 'Taken back', reason: 'Taken back by who entered it', go: 'Undo' },
  error: { network: 'The server cannot be reached. Check the network and try again', title: 'Not done', code: 'Quote {request} · {t}', load: 'Could not be read', notFound: 'There is no such page', goHome: 'To the workbench', denied: 'Your role does not have this right' },
  time: { d: '{n} d', justNow: 'just now' },
  level: { event: 'Event level', warning: 'Warning level', response: 'Response level' },
}
export default en
