'use strict';
// How a chart looks and behaves, whatever it shows. Colours of text and lines are the page's own, by CSS variables, so that
// dark and light, screen and paper need no second drawing.

const PALETTE = [...Array(8).keys()].map(i => `var(--series-${i})`);
const CIVIDIS = ['#00224e', '#123570', '#3b496c', '#575d6d', '#707173', '#8a8678', '#a59c74', '#c3b369', '#e1cc55', '#fee838'];
const DASHES = ['solid', 'dashed', 'dotted'];
const FONT = 'system-ui, sans-serif';

const drawn = new Map();

const page = JSON.parse(document.getElementById('data').textContent);
const byId = id => document.getElementById(id);
const several = page.rows.length > 1;

/** What trials are compared by: a share, shown in per cent, or a number. */
const qualityTitle = page.quality.title[0].toUpperCase() + page.quality.title.slice(1);
const qualityFactor = page.quality.share ? 100 : 1;
const measureText = ({share}) => value => share ? percent(value) : significant(value);
const qualityText = measureText(page.quality);

/** An element with attributes and children; a text is text and never markup. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Puts charts into a section in place of those that were there, and hides it if there are none. */
function draw(section, charts) {
  const host = section.querySelector('.charts');
  for (const div of host.querySelectorAll('.chart')) {
    resized.unobserve(div);
    drawn.get(div).dispose();
    drawn.delete(div);
  }
  host.replaceChildren();
  section.hidden = charts.length === 0;
  charts.forEach(chart => drawOne(host, chart));
}

function drawOne(host, {title, caption, option, legend = [], height = 300, least = 0, most = 9999}) {
  const div = el('div', {class: 'chart', role: 'img', 'aria-label': `${title}. ${caption}`, style: `height:${height}px;min-width:${least}px`});
  host.append(el('figure', {style: `max-width:${most}px`}, el('h3', {}, title), legendOf(legend), el('div', {class: 'scroll'}, div), el('figcaption', {}, caption)));
  const instance = echarts.init(div, null, {renderer: 'svg'});
  instance.setOption(option);
  drawn.set(div, instance);
  resized.observe(div);
}

const resized = new ResizeObserver(entries => entries.forEach(({target}) => drawn.get(target)?.resize()));

// No frame is drawn between the layout of paper and its print, so what is pending is drawn at once.
matchMedia('print').addEventListener('change', () => drawn.forEach(chart => {
  chart.resize();
  chart.getZr().refreshImmediately();
}));

/** Legends are HTML: they wrap, print and are read out. */
function legendOf(entries) {
  const list = el('ul', {class: 'legend'});
  for (const {name, color, dash = 'solid', marked = false, dot = false} of entries) {
    const swatch = el('span', {class: dot ? 'dot' : 'line', style: `--swatch:${color};--dash:${dash}`}, marked ? '▲' : '');
    list.append(el('li', {}, swatch, name));
  }
  return list;
}

/** What all charts on two axes share. */
function option(x, y, series, tooltip = {}) {
  return {
    animation: false,
    textStyle: {fontFamily: FONT},
    grid: {left: 4, right: 20, top: y.name ? 34 : 14, bottom: 30, containLabel: true},
    tooltip: {
      confine: true, backgroundColor: 'var(--card)', borderColor: 'var(--line)',
      textStyle: {color: 'var(--ink)', fontSize: 12, fontFamily: FONT}, ...tooltip,
    },
    xAxis: axis({nameLocation: 'middle', nameGap: 28, splitLine: {show: false}, ...x}),
    yAxis: axis({nameLocation: 'end', nameGap: 12, nameTextStyle: {align: 'left', color: 'var(--muted)', fontSize: 12}, ...y}),
    series,
  };
}

function axis(own) {
  return {
    type: 'value', scale: true,
    nameTextStyle: {color: 'var(--muted)', fontSize: 12},
    axisLabel: {color: 'var(--muted)', fontSize: 11, hideOverlap: true, formatter: short},
    axisLine: {show: true, lineStyle: {color: 'var(--axis)'}},
    axisTick: {lineStyle: {color: 'var(--axis)'}},
    splitLine: {lineStyle: {color: 'var(--line)'}},
    minorTick: {show: own.type === 'log'},
    splitNumber: 5,
    ...own,
  };
}

/** Logarithmic where the greatest is ten times the least, or more, and none is zero. */
function scaleFor(values) {
  const [least, most] = ends(values.filter(known));
  return least > 0 && most >= 10 * least ? 'log' : 'value';
}

/** The least and the greatest of any number of numbers: too many are no arguments of Math.min. */
function ends(values) {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
}

function line(name, data, look = {}) {
  return {
    name, type: 'line', data, connectNulls: true,
    symbol: look.marked ? 'triangle' : 'circle', symbolSize: look.marked ? 7 : 4, showSymbol: Boolean(look.marked) || data.length < 3,
    color: look.color, emphasis: {disabled: true},
    lineStyle: {width: look.width ?? 2, type: look.dash ?? 'solid', opacity: look.opacity ?? 1},
  };
}

/** A number for an axis: 12,000 as 12 k. */
function short(value) {
  const size = Math.abs(value);
  const [unit, divisor] = size >= 1e9 ? [' G', 1e9] : size >= 1e6 ? [' M', 1e6] : size >= 1e4 ? [' k', 1e3] : ['', 1];
  return String(Number((value / divisor).toPrecision(4))) + unit;
}

const known = value => value !== null && value !== undefined;
const digits = (value, count) => known(value) ? value.toLocaleString('en', {minimumFractionDigits: count, maximumFractionDigits: count}) : '–';
/** A number in a unit of its own, small or large, by its first four digits. */
const significant = value => known(value) ? Number(value.toPrecision(4)).toLocaleString('en', {maximumSignificantDigits: 4}) : '–';
const percent = (value, count = 2) => known(value) ? `${digits(100 * value, count)} %` : '–';

/** A mean, with its deviation where there is one. */
function spread(moments, format) {
  if (!moments) return '–';
  return moments.deviation === null ? format(moments.mean) : `${format(moments.mean).replace(/ %$/, '')} ± ${format(moments.deviation)}`;
}

/** Text from files in a tooltip, which is HTML. */
function escaped(text) {
  return el('i', {}, String(text)).innerHTML;
}
