// What the page shows, section by section, from the data in it.

const page = JSON.parse(document.getElementById('data').textContent);
const byId = id => document.getElementById(id);
const several = page.rows.length > 1;

const COSTS = [
  {name: 'density', title: 'density', axis: 'density, %', factor: 100, caption: 'How few weights do: up and to the left is better.'},
  {name: 'trainFlopsRatio', title: 'FLOPs', axis: 'training FLOPs, % of dense SGD', factor: 100, caption: 'How little arithmetic does: up and to the left is better.'},
  {name: 'seconds', title: 'seconds', axis: 'training time, s', factor: 1, caption: 'How little time does, on whatever machines the trials ran: up and to the left is better.'},
];

function overview() {
  byId('title').textContent = page.title;
  for (const [name, value] of Object.entries(page.facts)) byId('facts').append(el('div', {}, el('dt', {}, name), el('dd', {}, value)));
  for (const {name, value, note} of page.tiles) {
    byId('overview').append(el('div', {class: 'tile'}, el('p', {class: 'name'}, name), el('p', {class: 'value'}, value), el('p', {class: 'note'}, note)));
  }
  byId('notes').append(...page.notes.map(note => el('p', {}, note)), el('p', {}, 'Charts: Apache ECharts, Apache License 2.0.'));
}

/** The key whose values get colours: cases and folders before all others, if they are few enough. */
function colourKey() {
  const values = key => new Set(page.groups.map(group => valueText(group.params[key])));
  const fit = page.keys.filter(key => values(key).size > 1 && values(key).size <= PALETTE.length);
  return fit.find(key => key === 'case') ?? fit.find(key => key === 'folder') ?? fit[0];
}

function worth() {
  const key = colourKey();
  const values = key ? [...new Set(page.groups.map(group => valueText(group.params[key])))] : [''];
  draw(byId('worth'), several ? COSTS.map(cost => frontChart(cost, key, values)).filter(Boolean) : []);
}

function frontChart(cost, key, values) {
  const points = page.groups.filter(group => group.measures[cost.name] && group.measures.accuracy);
  if (points.length < 2) return null;
  const at = group => [cost.factor * group.measures[cost.name].mean, 100 * group.measures.accuracy.mean];
  const colour = group => PALETTE[key ? values.indexOf(valueText(group.params[key])) : 0];
  const front = page.fronts[cost.name].map(i => at(page.groups[i]));
  const legend = key ? values.map((value, i) => ({name: key === 'case' || key === 'folder' ? value : `${key} ${value}`, color: PALETTE[i], dot: true})) : [];
  if (points.some(group => !group.done)) legend.push({name: 'hollow: not trained to the end', color: 'transparent', dot: true});
  return {
    title: `Accuracy against ${cost.title}`,
    caption: `${cost.caption} The line is the Pareto front: nothing below it to the right is both cheaper and better.`
        + (points.some(group => group.measures.accuracy.deviation !== null) ? ' Points are means over seeds, bars standard deviations.' : ''),
    legend: [...legend, {name: 'Pareto front', color: 'var(--ink)'}],
    option: option(
        {name: cost.axis, type: scaleFor(points.map(group => at(group)[0]))},
        {name: 'test accuracy, %'},
        [
          {...line('Pareto front', front, {color: 'var(--ink)', width: 1.5}), step: 'end', showSymbol: false, silent: true},
          deviations(points, at, colour),
          {
            type: 'scatter', symbolSize: 10,
            data: points.map(group => ({value: at(group), group, itemStyle: {color: group.done ? colour(group) : 'var(--card)', borderColor: colour(group), borderWidth: 2}})),
          },
        ],
        {formatter: ({data}) => groupTip(data.group, cost)}),
  };
}

/** Bars of one standard deviation each way. */
function deviations(points, at, colour) {
  return {
    type: 'custom', silent: true, encode: {x: 0, y: [1, 2]},
    data: points.filter(group => group.measures.accuracy.deviation !== null).map(group => {
      const [x, y] = at(group);
      const deviation = 100 * group.measures.accuracy.deviation;
      return {value: [x, y - deviation, y + deviation], itemStyle: {color: colour(group)}};
    }),
    renderItem: (params, api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const [, high] = api.coord([api.value(0), api.value(2)]);
      return {type: 'line', shape: {x1: x, x2: x, y1: low, y2: high}, style: {stroke: api.visual('color'), lineWidth: 1.5}};
    },
  };
}

function groupTip(group, cost) {
  const format = cost.factor === 100 ? percent : value => `${digits(value, 1)} s`;
  return `<b>${escaped(group.label || page.title)}</b><br>accuracy ${spread(group.measures.accuracy, percent)}`
      + `<br>${cost.title} ${spread(group.measures[cost.name], format)}<br>trials ${group.trials.length}`;
}

function heatMaps() {
  const section = byId('map');
  section.hidden = page.heatMaps.length === 0;
  if (section.hidden) return;
  const keys = [...new Set(page.heatMaps.flatMap(({x, y}) => [x, y]))];
  const [xs, ys] = [byId('map-x'), byId('map-y')];
  for (const select of [xs, ys]) select.append(...keys.map(key => el('option', {}, key)));
  xs.value = page.heatMaps[0].x;
  ys.value = page.heatMaps[0].y;
  const show = changed => {
    // The same key twice is no map: the other select gives way.
    if (xs.value === ys.value) (changed === xs ? ys : xs).value = keys.find(key => key !== changed.value);
    draw(section, [heatChart(xs.value, ys.value)]);
  };
  for (const select of [xs, ys]) select.addEventListener('change', () => show(select));
  show(xs);
}

function heatChart(x, y) {
  const map = page.heatMaps.find(map => (map.x === x && map.y === y) || (map.x === y && map.y === x));
  const turned = map.x !== x;
  const [columns, rows] = turned ? [map.ys, map.xs] : [map.xs, map.ys];
  const means = map.cells.map(cell => 100 * cell.accuracy.mean);
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const category = (name, values, own) => ({name, type: 'category', data: values.map(valueText), splitLine: {show: false}, axisTick: {show: false}, ...own});
  const label = own => ({color: 'var(--muted)', fontSize: 11, interval: 0, width: 120, overflow: 'truncate', ...own});
  const long = columns.some(value => valueText(value).length > 8);
  return {
    title: `Accuracy over ${x} and ${y}`,
    caption: 'A cell is the mean test accuracy, in per cent, over seeds and whatever else varies; the lighter the better.',
    height: 110 + 38 * rows.length + (long ? 60 : 0),
    least: 90 + 48 * columns.length,
    option: {
      ...option(
          category(x, columns, {axisLabel: label(long ? {rotate: 35} : {}), nameGap: long ? 78 : 28}),
          category(y, rows, {axisLabel: label({}), nameTextStyle: {align: 'left', color: 'var(--muted)', fontSize: 12}}),
          [{
            type: 'heatmap', itemStyle: {borderColor: 'var(--card)', borderWidth: 2}, emphasis: {disabled: true},
            data: map.cells.map((cell, i) => ({
              value: turned ? [cell.y, cell.x, means[i]] : [cell.x, cell.y, means[i]],
              accuracy: cell.accuracy,
              label: {show: true, fontSize: 12, formatter: digits(means[i], 2), color: means[i] - least < 0.55 * (most - least) ? '#fff' : '#000'},
            })),
          }],
          {
            formatter: ({data}) => `${escaped(x)} ${escaped(valueText(columns[data.value[0]]))}<br>${escaped(y)} ${escaped(valueText(rows[data.value[1]]))}`
                + `<br>accuracy <b>${spread(data.accuracy, percent)}</b><br>trials ${data.accuracy.count}`,
          }),
      grid: {left: 4, right: 20, top: 34, bottom: long ? 84 : 34, containLabel: true},
      visualMap: {show: false, min: least, max: most > least ? most : least + 1, dimension: 2, inRange: {color: CIVIDIS}},
    },
  };
}

const CURVES = [
  {title: 'Accuracy', unit: '%', factor: 100, lines: {accuracy: 'test', validationAccuracy: 'held-out', }, caption: 'The share of examples that are classified rightly, at the end of every epoch.'},
  {title: 'Loss', unit: '', factor: 1, lines: {loss: 'test', validationLoss: 'held-out', trainLoss: 'training'}, caption: 'The mean cross-entropy: where training falls and the others rise, the network learns by heart.'},
  {title: 'Density', unit: '%', factor: 100, lines: {density: 'density'}, caption: 'Active weights as a share of all: sparse from the first epoch, or on the way there.'},
  {title: 'Bytes a step', unit: 'bytes', factor: 1, lines: {bytesAStep: 'bytes'}, caption: 'What an average step of the epoch shipped through Spark, all shards together.'},
];

/** Bytes of the epochs apart, from bytes and steps since the start. */
function bytesAStep({bytes, steps}) {
  if (!bytes || !steps) return undefined;
  return bytes.map((sum, i) => known(sum) ? (sum - (bytes[i - 1] ?? 0)) / (steps[i] - (steps[i - 1] ?? 0)) : null);
}

function curves() {
  const with_ = page.rows.filter(row => row.curves.epochs.epoch);
  const ranked = [...with_].sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity));
  const select = byId('curves-of');
  const choices = [];
  if (ranked.length > 12) choices.push(['the best 12', ranked.slice(0, 12)]);
  choices.push([ranked.length > 1 ? `all ${ranked.length}` : 'the run', ranked]);
  if (ranked.length > 1) ranked.forEach(row => choices.push([row.label, [row]]));
  select.append(...choices.map(([name], i) => el('option', {value: i}, name)));
  select.closest('.controls').hidden = choices.length < 2;
  const show = () => showCurves(choices[select.value][1]);
  select.addEventListener('change', show);
  if (with_.length) show();
}

function showCurves(rows) {
  const many = rows.length > 2 * PALETTE.length;
  const look = i => many
      ? {color: i ? PALETTE[0] : PALETTE[1], opacity: i ? 0.35 : 1, width: i ? 1 : 2.5}
      : {color: PALETTE[i % PALETTE.length], marked: i >= PALETTE.length};
  const legend = many ? [{name: `the best: ${rows[0].label}`, ...look(0)}, {name: 'the others', ...look(1)}]
      : rows.length > 1 ? rows.map((row, i) => ({name: row.label, ...look(i)})) : [];
  byId('curves').querySelector('.legend').replaceWith(legendOf(legend));
  // The best last, above the others.
  draw(byId('curves'), CURVES.map(curve => curveChart(curve, rows, look)).filter(Boolean));
}

function curveChart({title, unit, factor, lines, caption}, rows, look) {
  const names = Object.keys(lines).filter(name => rows.some(row => columnOf(row, name)));
  if (!names.length) return null;
  const alone = rows.length === 1;
  const series = rows.flatMap((row, i) => names.filter(name => columnOf(row, name)).map(name => {
    const kind = names.indexOf(name);
    const data = columnOf(row, name).map((value, e) => [row.curves.epochs.epoch[e], known(value) ? factor * value : null]);
    return line(alone ? lines[name] : row.label, data, {...look(i), dash: DASHES[kind], ...(alone ? {color: PALETTE[kind]} : {})});
  }));
  return {
    title,
    caption: caption + (!alone && names.length > 1 ? ` ${names.map((name, i) => `${DASHES[i]}: ${lines[name]}`).join(', ')}.` : ''),
    legend: alone && names.length > 1 ? names.map((name, i) => ({name: lines[name], color: PALETTE[i], dash: DASHES[i]})) : [],
    option: option({name: 'epoch', minInterval: 1}, {name: unit, type: scaleFor(series.flatMap(its => its.data.map(([, value]) => value)))}, series.reverse(), tipAt('epoch')),
  };
}

function columnOf(row, name) {
  return name === 'bytesAStep' ? bytesAStep(row.curves.epochs) : row.curves.epochs[name];
}

/** All lines' values at a place of the x axis; with many lines there would be no room. */
function tipAt(what) {
  return {
    trigger: 'axis',
    formatter: lines => `${what} ${lines[0].axisValue}` + lines.slice(-12).reverse()
        .map(({marker, seriesName, value}) => known(value[1]) ? `<br>${marker}${escaped(seriesName)} <b>${short(value[1])}</b>` : '').join(''),
  };
}

const SUPPORT = [
  {title: 'Density of every layer', unit: '%', caption: 'Where the network spends its weights, layer by layer.', lines: ({layerDensities}) =>
    (layerDensities?.[0] ?? []).map((_, l) => [`layer ${l + 1}`, layerDensities.map(all => all?.[l] === undefined ? null : 100 * all[l])])},
  {title: 'Births and deaths', unit: 'weights a fine step', caption: 'Weights that become active, and that cease to be, at an average fine step: few when the support has settled.', lines: cycles =>
    [['births', rate(cycles.births, cycles.fineSteps)], ['deaths', rate(cycles.deaths, cycles.fineSteps)]]},
  {title: 'Churn', unit: '% of the weights', caption: 'The weights that are active in one of two supports only, from one look to the next.', lines: ({hamming}) =>
    [['churn', hamming?.map(value => known(value) ? 100 * value : null)]]},
  {title: 'Certificate', unit: 'gradient', caption: 'The largest mean gradient of a weight that stayed zero, below the bound that the theory promises.', lines: cycles =>
    [['largest', cycles.certificate], ['bound', cycles.certificateBound]]},
];

function rate(counts, steps) {
  return counts && steps && counts.map((count, i) => known(count) && steps[i] ? count / steps[i] : null);
}

function support() {
  const with_ = page.rows.filter(row => row.curves.cycles?.step).sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity));
  const select = byId('support-of');
  select.append(...with_.map((row, i) => el('option', {value: i}, row.label)));
  select.closest('.controls').hidden = with_.length < 2;
  const show = () => {
    const row = with_[select.value];
    byId('support').querySelector('.subject').textContent = several ? row.label : '';
    draw(byId('support'), SUPPORT.map(chart => supportChart(chart, row.curves.cycles)).filter(Boolean));
  };
  select.addEventListener('change', show);
  if (with_.length) show();
}

function supportChart({title, unit, caption, lines}, cycles) {
  const shown = lines(cycles).filter(([, values]) => values?.some(known));
  if (!shown.length) return null;
  const look = i => ({color: PALETTE[i % PALETTE.length], dash: DASHES[i % DASHES.length]});
  return {
    title, caption,
    legend: shown.length > 1 ? shown.map(([name], i) => ({name, ...look(i)})) : [],
    option: option(
        {name: 'step'}, {name: unit, type: scaleFor(shown.flatMap(([, values]) => values))},
        shown.map(([name, values], i) => line(name, values.map((value, at) => [cycles.step[at], value]), look(i))), tipAt('step')),
  };
}

function trials() {
  byId('trials').hidden = !several;
  const table = byId('trials').querySelector('table');
  const broken = page.rows.filter(row => row.trial.error);
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
