// What the page shows besides charts, and the order in which it is drawn.

function overview() {
  byId('title').textContent = page.title;
  byId('worth').querySelector('h2').textContent = `What ${page.quality.title} costs`;
  byId('map').querySelector('h2').textContent = `${qualityTitle} over two keys`;
  for (const [name, value] of Object.entries(page.facts)) byId('facts').append(el('div', {}, el('dt', {}, name), el('dd', {}, value)));
  for (const {name, value, note} of page.tiles) {
    byId('overview').append(el('div', {class: 'tile'}, el('p', {class: 'name'}, name), el('p', {class: 'value'}, value), el('p', {class: 'note'}, note)));
  }
  byId('notes').append(...page.notes.map(note => el('p', {}, note)), el('p', {}, 'Charts: Apache ECharts, Apache License 2.0.'));
}

function trials() {
  const table = byId('trials').querySelector('table');
  const broken = page.rows.filter(row => row.trial.error);
  byId('trials').hidden = !several && !broken.length;
  if (broken.length) {
    byId('trials').querySelector('.scroll').before(el('ul', {class: 'errors'},
        ...broken.map(row => el('li', {}, el('b', {}, `${row.label}: ${row.trial.state}. `), row.trial.error))));
  }
  const radios = document.querySelectorAll('input[name=rows]');
  const show = () => document.querySelector('input[name=rows]:checked').value === 'trials'
      ? fill(table, page.rows, trialColumns(page)) : fill(table, page.groups, groupColumns(page));
  radios.forEach(radio => radio.addEventListener('change', show));
  byId('trials').querySelector('.controls').hidden = page.groups.length === page.rows.length;
  show();
}

function configuration() {
  const texts = Object.entries(page.configurations);
  byId('configuration').hidden = texts.length === 0;
  byId('configuration').append(...texts.map(([name, text]) => el('details', {}, el('summary', {}, name), el('pre', {}, text))));
}

[overview, worth, heatMaps, curves, support, trials, configuration].forEach(section => section());
