// The table of trials, or of their means over seeds: sorted by a click, or a key, on a header.

/** A parameter's value as people write it. */
function valueText(value) {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(4)));
  return known(value) ? typeof value === 'object' ? JSON.stringify(value) : String(value) : '–';
}

const MEASURES = [
  {name: page.quality.name, title: page.quality.title, format: qualityText},
  {name: page.quality.best, title: 'best epoch', format: qualityText},
  {name: page.quality.validation, title: 'validation', format: qualityText},
  ...page.quality.others.map(other => ({name: other.name, title: other.title, format: measureText(other)})),
  {name: 'loss', title: 'loss', format: value => digits(value, 4)},
  {name: 'trainLoss', title: 'training loss', format: value => digits(value, 4)},
  {name: 'density', title: 'density', format: percent},
  {name: 'trainFlopsRatio', title: 'FLOPs', format: percent},
  {name: 'exchangeRatio', title: 'bytes', format: percent},
  {name: 'seconds', title: 'seconds', format: value => digits(value, 1)},
].filter((measure, i, all) => all.findIndex(({name}) => name === measure.name) === i);

/** A column: its title, the value that a row is sorted by, and the text that it shows. */
function column(title, value, text = row => valueText(value(row)), numeric = true) {
  return {title, value, text, numeric};
}

function paramColumns(page, params) {
  return page.keys.map(key => {
    const numeric = page.rows.every(row => !known(row.trial.params[key]) || typeof row.trial.params[key] === 'number');
    return column(key, row => params(row)[key], row => valueText(params(row)[key]), numeric);
  });
}

function stateText(trial) {
  return trial.state === 'stopped' && known(trial.rung) ? `stopped at rung ${trial.rung}` : trial.state;
}

function trialColumns(page) {
  return [
    column('#', row => row.trial.trial),
    ...paramColumns(page, row => row.trial.params),
    column('seed', row => row.trial.seed),
    column('state', row => row.trial.state, row => stateText(row.trial), false),
    column('epochs', row => row.trial.epochs),
    ...MEASURES.map(({name, title, format}) => column(title, row => row.trial.measures[name], row => format(row.trial.measures[name]))),
    column('id', row => row.trial.id, undefined, false),
  ];
}

function groupColumns(page) {
  const states = group => Object.entries(group.states).map(([state, count]) => `${count} ${state}`).join(', ');
  const fronts = group => Object.entries(page.fronts).filter(([, members]) => members.includes(page.groups.indexOf(group)))
      .map(([cost]) => COSTS.find(({name}) => name === cost).title).join(', ');
  return [
    ...paramColumns(page, group => group.params),
    column('trials', states, states, false),
    ...MEASURES.map(({name, title, format}) => column(title, group => group.measures[name]?.mean, group => spread(group.measures[name], format))),
    column('on the front of', group => fronts(group) || null, group => fronts(group) || '–', false),
  ];
}

/** Fills a table; columns without a value are left out. */
function fill(table, rows, columns) {
  const shown = columns.filter(({value}) => rows.some(row => known(value(row))));
  const body = el('tbody');
  const headers = shown.map(its => el('th', {scope: 'col', class: its.numeric ? 'number' : ''}, el('button', {type: 'button'}, its.title)));
  headers.forEach((header, i) => header.firstChild.addEventListener('click', () => {
    const rising = header.getAttribute('aria-sort') !== 'ascending';
    headers.forEach(other => other.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', rising ? 'ascending' : 'descending');
    fillBody(body, sorted(rows, shown[i].value, rising), shown);
  }));
  fillBody(body, rows, shown);
  table.replaceChildren(el('thead', {}, el('tr', {}, ...headers)), body);
}

function fillBody(body, rows, columns) {
  body.replaceChildren(...rows.map(row => el('tr', {class: row.trial?.state ?? ''},
      ...columns.map(({text, numeric}) => el('td', {class: numeric ? 'number' : ''}, text(row))))));
}

/** What has no value is last, whichever way. */
function sorted(rows, value, rising) {
  const order = (a, b) => typeof a === 'number' && typeof b === 'number' ? a - b : valueText(a).localeCompare(valueText(b), 'en', {numeric: true});
  const [with_, without] = [rows.filter(row => known(value(row))), rows.filter(row => !known(value(row)))];
  return [...with_.sort((a, b) => (rising ? 1 : -1) * order(value(a), value(b))), ...without];
}
