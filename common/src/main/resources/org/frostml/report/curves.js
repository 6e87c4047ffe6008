// How trials went: their learning curves, and the movement of the support.

const ABOUT = {
  accuracy: 'The share of examples that are classified rightly',
  rmse: 'The root of the mean squared error, in the unit of the values',
};

const CURVES = [
  ...(page.quality.name === 'loss' ? [] : [{
    title: qualityTitle, unit: page.quality.share ? '%' : '', factor: qualityFactor, trimmed: page.quality.share,
    lines: {[page.quality.name]: 'test', [page.quality.validation]: 'held-out'},
    caption: `${ABOUT[page.quality.name] ?? qualityTitle}, at the end of every epoch.`,
  }]),
  {title: 'Loss', unit: '', factor: 1, lines: {loss: 'test', validationLoss: 'held-out', trainLoss: 'training'}, alone: 'validationLoss', caption: 'The mean of what training minimises: where training falls and the others rise, the network learns by heart.'},
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
      : rows.map((row, i) => ({name: row.label, ...look(i)}));
  byId('curves').querySelector('.legend').replaceWith(legendOf(rows.length > 1 ? legend : []));
  const charts = rows.length > 1
      ? CURVES.flatMap(curve => Object.keys(curve.lines).filter(name => name !== curve.alone).map(name => manyChart(curve, name, rows, look)))
      : CURVES.map(curve => oneChart(curve, rows[0]));
  draw(byId('curves'), charts.filter(Boolean));
}

/** All of one trial's lines. */
function oneChart(curve, row) {
  const names = Object.keys(curve.lines).filter(name => columnOf(row, name));
  if (!names.length) return null;
  const look = i => ({color: PALETTE[i], dash: DASHES[i]});
  return {
    title: curve.title, caption: curve.caption,
    legend: names.length > 1 ? names.map((name, i) => ({name: curve.lines[name], ...look(i)})) : [],
    option: curveOption(curve, names.map((name, i) => line(curve.lines[name], curveData(curve, row, name), look(i)))),
  };
}

/** One line of every trial. */
function manyChart(curve, name, rows, look) {
  const shown = rows.filter(row => columnOf(row, name));
  if (!shown.length) return null;
  const series = shown.map(row => line(row.label, curveData(curve, row, name), look(rows.indexOf(row))));
  const least = curve.trimmed ? endings(series) : null;
  const kind = Object.keys(curve.lines).length > 1 ? `: ${curve.lines[name]}` : '';
  return {
    title: curve.title + kind,
    caption: curve.caption + (known(least) ? ' How the trials began is left out, so that their ends can be told apart.' : ''),
    // The best last, above the others.
    option: curveOption(curve, series.reverse(), {min: least}),
  };
}

/** Where an axis has to begin that shows how lines end, if one of them begins below. */
function endings(series) {
  const values = series.flatMap(({data}) => data.map(([, value]) => value)).filter(known);
  const [worst, best] = ends(series.map(({data}) => data[data.length - 1][1]).filter(known));
  const least = Math.floor(worst - 1.5 * Math.max(1, best - worst));
  return ends(values)[0] < least ? least : null;
}

function curveOption(curve, series, own = {}) {
  // A trimmed axis has no decades.
  const type = curve.trimmed ? 'value' : scaleFor(series.flatMap(({data}) => data.map(([, value]) => value)));
  return option({name: 'epoch', minInterval: 1}, {name: curve.unit, type, ...own}, series, tipAt('epoch'));
}

function curveData(curve, row, name) {
  return columnOf(row, name).map((value, i) => [row.curves.epochs.epoch[i], known(value) ? curve.factor * value : null]);
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
