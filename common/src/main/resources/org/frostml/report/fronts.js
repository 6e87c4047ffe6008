// What quality, accuracy say, costs: the Pareto fronts, and quality over two swept keys.

const BETTER = page.quality.higher ? 'up' : 'down';

const COSTS = [
  {name: 'density', title: 'density', axis: 'density, %', factor: 100, caption: `How few weights do: ${BETTER} and to the left is better.`},
  {name: 'trainFlopsRatio', title: 'FLOPs', axis: 'training FLOPs, % of dense SGD', factor: 100, caption: `How little arithmetic does: ${BETTER} and to the left is better.`},
  {name: 'seconds', title: 'seconds', axis: 'training time, s', factor: 1, caption: `How little time does, on whatever machines the trials ran: ${BETTER} and to the left is better.`},
];

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
  const points = page.groups.filter(group => group.measures[cost.name] && group.measures[page.quality.name]);
  if (points.length < 2) return null;
  const at = group => [cost.factor * group.measures[cost.name].mean, qualityFactor * group.measures[page.quality.name].mean];
  const colour = group => PALETTE[key ? values.indexOf(valueText(group.params[key])) : 0];
  const front = page.fronts[cost.name].map(i => at(page.groups[i]));
  const legend = key ? values.map((value, i) => ({name: key === 'case' || key === 'folder' ? value : `${key} ${value}`, color: PALETTE[i], dot: true})) : [];
  if (points.some(group => !group.done)) legend.push({name: 'hollow: not trained to the end', color: 'transparent', dot: true});
  return {
    title: `${qualityTitle} against ${cost.title}`,
    caption: `${cost.caption} The line is the Pareto front: nothing is both cheaper and better than what is on it.`
        + (points.some(group => group.measures[page.quality.name].deviation !== null) ? ' Points are means over seeds, bars standard deviations.' : ''),
    legend: [...legend, {name: 'Pareto front', color: 'var(--ink)'}],
    option: option(
        {name: cost.axis, type: scaleFor(points.map(group => at(group)[0]))},
        {name: `test ${page.quality.title}${page.quality.share ? ', %' : ''}`},
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
    data: points.filter(group => group.measures[page.quality.name].deviation !== null).map(group => {
      const [x, y] = at(group);
      const deviation = qualityFactor * group.measures[page.quality.name].deviation;
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
  return `<b>${escaped(group.label || page.title)}</b><br>${page.quality.title} ${spread(group.measures[page.quality.name], qualityText)}`
      + `<br>${cost.title} ${spread(group.measures[cost.name], format)}<br>trials ${group.measures[page.quality.name].count}`;
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
    // Where there is no map of the two the other select gives way.
    if (!mapOf(xs.value, ys.value)) (changed === xs ? ys : xs).value = keys.find(key => mapOf(key, changed.value));
    draw(section, [heatChart(xs.value, ys.value)]);
  };
  for (const select of [xs, ys]) select.addEventListener('change', () => show(select));
  show(xs);
}

function mapOf(x, y) {
  return page.heatMaps.find(map => (map.x === x && map.y === y) || (map.x === y && map.y === x));
}

function heatChart(x, y) {
  const map = mapOf(x, y);
  const turned = map.x !== x;
  const [columns, rows] = turned ? [map.ys, map.xs] : [map.xs, map.ys];
  const means = map.cells.map(cell => qualityFactor * cell.quality.mean);
  const [least, end] = ends(means);
  const most = end > least ? end : least + 1;
  const category = (name, values, own) => ({name, type: 'category', data: values.map(valueText), splitLine: {show: false}, axisTick: {show: false}, ...own});
  const label = own => ({color: 'var(--muted)', fontSize: 11, interval: 0, width: 120, overflow: 'truncate', ...own});
  const long = columns.some(value => valueText(value).length > 8);
  return {
    title: `${qualityTitle} over ${x} and ${y}`,
    caption: `A cell is the mean test ${page.quality.title}${page.quality.share ? ', in per cent,' : ''} over seeds and whatever else varies; the ${page.quality.higher ? 'lighter' : 'darker'} the better.`,
    height: 110 + 38 * rows.length + (long ? 60 : 0),
    least: 90 + 48 * columns.length,
    most: 200 + 130 * columns.length,
    option: {
      ...option(
          category(x, columns, {axisLabel: label(long ? {rotate: 35} : {}), nameGap: long ? 78 : 28}),
          category(y, rows, {axisLabel: label({}), nameTextStyle: {align: 'left', color: 'var(--muted)', fontSize: 12}}),
          [{
            type: 'heatmap', itemStyle: {borderColor: 'var(--card)', borderWidth: 2}, emphasis: {disabled: true},
            data: map.cells.map((cell, i) => ({
              value: turned ? [cell.y, cell.x, means[i]] : [cell.x, cell.y, means[i]],
              quality: cell.quality,
              label: {show: true, fontSize: 12, formatter: page.quality.share ? digits(means[i], 2) : significant(means[i]), color: means[i] - least < 0.55 * (most - least) ? '#fff' : '#000'},
            })),
          }],
          {
            formatter: ({data}) => `${escaped(x)} ${escaped(valueText(columns[data.value[0]]))}<br>${escaped(y)} ${escaped(valueText(rows[data.value[1]]))}`
                + `<br>${page.quality.title} <b>${spread(data.quality, qualityText)}</b><br>trials ${data.quality.count}`,
          }),
      grid: {left: 4, right: 20, top: 34, bottom: long ? 84 : 34, containLabel: true},
      visualMap: {show: false, min: least, max: most, dimension: 2, inRange: {color: CIVIDIS}},
    },
  };
}
