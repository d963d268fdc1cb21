// SPDX-License-Identifier: Apache-2.0
import type { Messages } from './zh';

export const en: Messages = {
  app: { name: 'Emergency management platform', skip: 'Skip to content', demo: 'Demonstration data', demoNote: 'Nothing on this page is for real use', sandbox: '[EXERCISE]', sandboxNote: 'Exercise environment, apart from the live one' },
  area: { duty: 'Duty', map: 'Map', incidents: 'Incidents', warnings: 'Warnings', oversight: 'Oversight', resources: 'Resources', admin: 'Admin' },
  nav: { areas: 'Areas', main: 'Content', me: 'My settings', signOut: 'Sign out', language: '中文', languageName: 'Switch to Chinese', account: 'Account', registersOf: 'Registers', menu: 'Menu' },
  live: { live: 'Live', connecting: 'Connecting', broken: 'Offline', off: 'Not connected', stale: 'Connection lost, data as of {time}', updated: 'Updated {time}' },
  act: {
    new: 'New', newOf: 'New: {name}', report: 'Report incident', save: 'Save', cancel: 'Cancel', close: 'Close', edit: 'Edit', open: 'Open', back: 'Back', retry: 'Try again', refresh: 'Refresh',
    full: 'Full page', fullScreen: 'Full screen', print: 'Print', onMap: 'Show on map', toList: 'Show list', more: 'More', confirm: 'OK', clear: 'Clear', remove: 'Remove', apply: 'Apply', next: 'Next', upload: 'Upload', download: 'Download', copy: 'Copy', search: 'Search',
  },
  common: {
    yes: 'Yes', no: 'No', none: 'Not given', unknown: 'Not verified', total: '{n} in total', optional: 'optional', required: 'required', loading: 'Fetching {what}…', loadingPlain: 'Fetching data…', any: 'Any', from: 'From', to: 'To', reason: 'Reason',
    reasonRequired: 'Reason (required)', reasonOptional: 'Reason (optional)', choose: 'Choose', typeAhead: 'Type to find', nothing: 'Nothing matches', records: '{n} records', saved: 'Saved', done: 'Done', copied: 'Copied', source: 'Basis', items: '{n} items',
  },
  sign: {
    title: 'Sign in', name: 'Account', password: 'Password', totp: 'One-time code', totpHint: 'Enter the 6 digits from your authenticator', submit: 'Sign in', working: 'Signing in…', failed: 'Not signed in',
    change: 'Change password', must: 'Change your password before you go on', old: 'Current password', fresh: 'New password', again: 'New password again', differ: 'The two new passwords differ', changed: 'Password changed', intro: 'Emergency management for city, county, township and village',
  },
  error: {
    title: 'Not done', offline: 'The server cannot be reached', offlineHint: 'What you entered is kept on this machine. Try again when the network is back.', quote: 'Reference {code} · {time}', fields: '{n} entries need a change', notFound: 'No such page', notFoundHint: 'The address may have changed, or you may not see it.',
    noRegister: 'There is no register “{key}”, or you may not see it', forbidden: 'Your role may not do this', map: 'The map cannot be shown on this device', server: 'The server did not complete the request',
  },
  list: {
    filter: 'Filter', moreFilters: 'More filters', fewerFilters: 'Fewer filters', keyword: 'Keyword', state: 'State', region: 'Region', columns: 'Columns', columnsTitle: 'Choose columns', columnsReset: 'Defaults', views: 'Views', saveView: 'Save this view',
    viewName: 'Name of the view', noViews: 'No saved views yet', export: 'Export', exportHint: 'Exports what the filters show', import: 'Import', empty: '{name}: nothing here yet', emptyHint: 'Create one, or import many from a file.', emptyReadHint: 'Records will appear here when there are some.', noMatch: '{name}: nothing matches', noMatchHint: 'Clear the filters to see the rest.',
    clear: 'Clear filters', previous: 'Previous', next: 'Next', page: 'Page {n}', title: 'Name', sortBy: 'Sort by {name}', range: '{name}: from', rangeTo: '{name}: to', live: 'The list follows the data', shown: '{n} on this page', updatedAt: 'Updated',
  },
  detail: {
    panel: 'Detail', overview: 'Overview', history: 'History', files: 'Files', obligations: 'Deadlines', noObligations: 'No deadline is running', left: '{span} left', late: 'Late {span}', met: 'Met', owner: 'Owner {owner}', due: 'Due {time}', reveal: 'Show', revealTitle: 'Show protected content',
    revealHint: 'This is written to the audit log. Say why.', void: 'Void', voidTitle: 'Void this record', voidHint: 'It is not deleted and stays in the history.', voided: 'Void', record: 'Number {ref}', version: 'Version {n}', updated: 'Updated {time}', noActions: 'Nothing for you to do in this state', actionsTitle: 'Act', needs: 'This step needs',
    acted: '{action}: done', place: 'Place', emptyFields: '{n} not given', showEmpty: 'Show empty fields', hideEmpty: 'Hide empty fields', noFiles: 'No files', addFile: 'Add a file', fileAdded: 'File added', related: 'Related records', missing: 'Still missing: {what}',
  },
  history: { when: 'Time', who: 'By', what: 'Action', change: 'Change', reason: 'Reason', empty: 'No history yet', more: 'More entries', created: 'Created', updated: 'Changed', voided: 'Voided', imported: 'Imported', revealed: 'Protected content shown', oldNew: '{old} became {new}', system: 'System', door: 'via {door}', seq: 'No.' },
  form: {
    create: 'New: {name}', edit: 'Edit: {name}', draftFound: 'Restored what was not sent at {time}', draftDrop: 'Discard draft', draftKept: 'Draft kept on this machine {time}', saveHint: 'Ctrl Enter saves', lon: 'Longitude', lat: 'Latitude', pick: 'Pick on the map', pickTitle: 'Pick a place', pickHint: 'Click the map, or move it with the arrow keys and press Enter', geometry: 'Geometry (GeoJSON)', badJson: 'Not valid JSON',
    badNumber: 'Must be a number', badInt: 'Must be a whole number', badMoney: 'At most two decimals', tooSmall: 'At least {min}', tooBig: 'At most {max}', tooLong: 'At most {max} characters', missing: 'Required', leave: 'Not sent yet; kept as a draft', rest: 'Everything else', restHint: 'Enter what is known, the rest can follow', conflictTitle: 'Someone else has just changed this record', conflictHint: 'Choose which version to keep for each entry. Both stay in the history.', mine: 'Mine', theirs: 'Theirs', keepMine: 'All mine', keepTheirs: 'All theirs', merge: 'Save as chosen', fileAdd: 'Add a file', uploading: 'Uploading…', codesNone: 'None chosen',
  },
  import: {
    title: 'Import: {name}', step1: 'Choose a file', step2: 'Dry run', step3: 'Import', template: 'Download template', file: 'File (xlsx, csv, geojson)', datum: 'Coordinates', dry: 'Dry run', again: 'Another file', run: 'Import {n} rows', runAll: 'Import', rows: '{n} rows', created: '{n} new', changed: '{n} changed', unchanged: '{n} unchanged', refused: '{n} refused',
    row: 'Row', field: 'Field', reason: 'Reason', value: 'Value', workbook: 'Download refused rows', working: 'Working: {done} of {total}', workingUnknown: 'Working…', finished: 'Import done', failed: 'Import not completed', cancelled: 'Import cancelled', dryNote: 'A dry run changes nothing.', more: '{n} more rows are in the workbook',
  },
  map: {
    title: 'Map', layers: 'Layers', find: 'Find a layer', opacity: 'Opacity', only: 'Only', all: 'Show all', base: 'Base map', tiles: 'Tiles', counties: 'Divisions', rivers: 'Rivers', land: 'Land', city: 'City', province: 'Province', sources: 'Sources: {sources}', zoomIn: 'Zoom in', zoomOut: 'Zoom out', home: 'Whole city', legend: 'Legend', aggregated: 'Many records, shown by grid', noLayers: 'No register has a place',
    place: 'Map', layerError: 'not available', count: '{n}', collapse: 'Hide layers', expand: 'Show layers', atHere: '{n} records here', more: 'More', canvas: 'Map; arrow keys pan, plus and minus zoom', noBase: 'The base map is not available; the layers still are',
  },
  desk: { title: 'Duty desk', queue: 'To do', all: 'All', late: 'Late', running: 'Running', empty: 'No deadline is waiting', emptyHint: 'New deadlines will appear here.', recent: 'Latest: {name}', noRecent: '{name}: none', pick: 'Choose an item on the left, or a point on the map', seeAll: 'All', taken: 'Updated {time}', mine: 'Mine only', noIncident: 'No incident at present', latest: 'Latest incidents' },
  search: { title: 'Search and go to', placeholder: 'Search incidents, enterprises, people, places', empty: 'Nothing found for “{q}”', goTo: 'Go to', records: 'Records', hint: '↑↓ choose, Enter open, Esc close' },
  help: { title: 'Keyboard', search: 'Search and go to', new: 'Report an incident', go: 'Go to area 1–7', filter: 'Filter', next: 'Next / previous', open: 'Open', close: 'Close', help: 'This table', full: 'Map full screen', pane: 'Move between panes', save: 'Save the form', off: 'Single keys can be switched off in My settings' },
  me: { title: 'My settings', singleKeys: 'Use single-key shortcuts', totp: 'One-time code', totpOn: 'Switch on one-time codes', totpOff: 'Switch off one-time codes', totpSecret: 'Enter the secret in your authenticator, then confirm with 6 digits', totpDone: 'One-time codes are on', totpGone: 'One-time codes are off', role: 'Role', region: 'Region', session: 'Signed in until {time}' },
  admin: {
    accounts: 'Accounts', audit: 'Audit log', status: 'System status', definitions: 'Register definitions', name: 'Account', role: 'Role', region: 'Region', person: 'Person', disabled: 'Disabled', enabled: 'Enabled', newAccount: 'New account', freshPassword: 'New password, shown this once', regionCode: 'Region code', disable: 'Disable', enable: 'Enable', noAccounts: 'No accounts',
    actor: 'By', register: 'Register', from: 'From', to: 'To', noAudit: 'No entry matches', version: 'Version', uptime: 'Running for', journal: 'Journal', backup: 'Last backup', never: 'Never', clients: 'Clients', queue: 'Queue', db: 'Database', registers: 'Registers', ago: '{span} ago', fields: '{n} fields', area: 'Area', geometry: 'Place', records: 'Records', states: '{n} states', hash: 'Digest', statusNote: 'As of {time}', tools: 'Tools',
  },
  geometry: { none: 'none', point: 'point', line: 'line', polygon: 'area', any: 'any' },
  area2: { intro: 'Choose a register', empty: 'No register in this area yet' },
};
