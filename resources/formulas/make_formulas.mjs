// Typesets every formula of the lessons as one SVG that Qt's renderer draws rightly, and lists them in index.json.
//   node make_formulas.mjs           writes svg/*.svg and index.json, removes what no lesson uses any more
//   node make_formulas.mjs --check   writes nothing; exits 1 if a formula is missing, stale or left over
// README.md beside this file says why each clean-up is needed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { liteAdaptor } from 'mathjax-full/js/adaptors/liteAdaptor.js';
import { RegisterHTMLHandler } from 'mathjax-full/js/handlers/html.js';
import { TeX } from 'mathjax-full/js/input/tex.js';
import { mathjax } from 'mathjax-full/js/mathjax.js';
import { SVG } from 'mathjax-full/js/output/svg.js';
import 'mathjax-full/js/input/tex/base/BaseConfiguration.js';
import 'mathjax-full/js/input/tex/ams/AmsConfiguration.js';

const here = dirname(fileURLToPath(import.meta.url));
const lessons = join(here, '..', 'lessons');
const svgFolder = join(here, 'svg');
const indexFile = join(here, 'index.json');
const manifest = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const versions = { tool: manifest.version, mathjax: manifest.dependencies['mathjax-full'] };
const unitsPerEm = 1000;

/** All Markdown files below `folder`, sorted by path. */
function markdownFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith('.md') && entry.name !== 'README.md' ? [path] : [];
  }).sort();
}

/** The formulas of one lesson: TeX with runs of white space made one space, and whether it stands on its own line. */
function formulasOf(markdown) {
  const text = markdown.replace(/<!--[\s\S]*?-->/g, (m) => m.replace(/[^\n]/g, ' ')).replace(/`[^`]*`/g, ' ');
  const formulas = [];
  for (const match of text.matchAll(/\\\$|\$\$([\s\S]+?)\$\$|\$([^$]+?)\$/g)) {
    const tex = match[1] ?? match[2];
    if (tex === undefined) continue;
    const line = text.slice(0, match.index).split('\n').length;
    formulas.push({ tex: tex.trim().replace(/\s+/g, ' '), display: match[1] !== undefined, line });
  }
  return formulas;
}

/** The name of a formula's file: it changes with the formula, this tool and MathJax. */
function hashOf({ tex, display }) {
  const key = [versions.tool, versions.mathjax, display ? 'display' : 'inline', tex].join('\n');
  return createHash('sha256').update(key, 'utf8').digest('hex').slice(0, 16);
}

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const document = mathjax.document('', {
  InputJax: new TeX({
    packages: ['base', 'ams'],
    formatError: (_, error) => { throw new Error(`TeX: ${error.message}`); },
  }),
  OutputJax: new SVG({ fontCache: 'none' }),
});

const round = (x) => String(Math.round(x * 100) / 100);
const number = (node, name, fallback = 0) => Number(adaptor.getAttribute(node, name) ?? fallback);

/**
 * The bounding box of an extender glyph's path. Extenders are rectangles, some with rounded ends (the bar of |x|), whose
 * control points lie on the box; the rounding itself is outside what the nested viewBox shows.
 */
function boxOfRectangle(path) {
  const tokens = path.match(/[A-Za-z]|-?\d*\.?\d+/g);
  let x = 0;
  let y = 0;
  const box = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
  const touch = () => {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.bottom = Math.min(box.bottom, y);
    box.top = Math.max(box.top, y);
  };
  let command = '';
  for (let i = 0; i < tokens.length;) {
    if (/[A-Za-z]/.test(tokens[i])) command = tokens[i++];
    if (command === 'Z') continue;
    if (!'MLHVQ'.includes(command)) throw new Error(`an extender glyph has the path command ${command}`);
    for (let points = command === 'Q' ? 2 : 1; points > 0; --points) {
      if (command !== 'V') x = Number(tokens[i++]);
      if (command !== 'H') y = Number(tokens[i++]);
      touch();
    }
  }
  return box;
}

/** Makes a nested <svg> (a clipped, stretched extender glyph) a <g> with the <rect> that is seen of it. */
function flattened(nested) {
  const children = adaptor.childNodes(nested);
  const path = children[0];
  if (children.length !== 1 || adaptor.kind(path) !== 'path') throw new Error('a nested <svg> holds more than one path');
  const transform = adaptor.getAttribute(path, 'transform') ?? 'scale(1,1)';
  const scale = /^scale\((-?[\d.]+),\s*(-?[\d.]+)\)$/.exec(transform);
  if (!scale) throw new Error(`a nested <svg> has the transform ${transform}`);
  const [viewX, viewY, viewWidth, viewHeight] = adaptor.getAttribute(nested, 'viewBox').split(/\s+/).map(Number);
  if (Math.abs(number(nested, 'width') - viewWidth) > 0.1 || Math.abs(number(nested, 'height') - viewHeight) > 0.1) {
    throw new Error('a nested <svg> scales its viewBox');
  }
  const box = boxOfRectangle(adaptor.getAttribute(path, 'd'));
  const left = Math.max(box.left * Number(scale[1]), viewX);
  const right = Math.min(box.right * Number(scale[1]), viewX + viewWidth);
  const bottom = Math.max(box.bottom * Number(scale[2]), viewY);
  const top = Math.min(box.top * Number(scale[2]), viewY + viewHeight);
  if (right <= left || top <= bottom) throw new Error('nothing is seen of a nested <svg>');
  const rect = adaptor.node('rect', { x: round(left), y: round(bottom), width: round(right - left), height: round(top - bottom) });
  const dx = number(nested, 'x') - viewX;
  const dy = number(nested, 'y') - viewY;
  return adaptor.node('g', { transform: `translate(${round(dx)},${round(dy)})` }, [rect]);
}

/** Cleans a tree in place: nested <svg> flattened, attributes that Qt does not need removed. */
function clean(node) {
  for (const child of adaptor.childNodes(node)) {
    if (adaptor.kind(child) === '#text') continue;
    if (adaptor.kind(child) === 'svg') {
      adaptor.replace(flattened(child), child);
      continue;
    }
    clean(child);
  }
  for (const { name } of adaptor.allAttributes(node)) {
    if (name.startsWith('data-') || ['role', 'focusable', 'style', 'class'].includes(name)) adaptor.removeAttribute(node, name);
  }
}

/** Typesets one formula; throws with a reason if it cannot be drawn rightly. */
function typeset({ tex, display }) {
  if (/\\tag\b/.test(tex)) throw new Error('\\tag is not supported: its SVG has no viewBox');
  const svg = adaptor.firstChild(document.convert(tex, { display }));
  if (adaptor.getAttribute(svg, 'viewBox') === undefined) throw new Error('the SVG has no viewBox');
  const [, y, width, height] = adaptor.getAttribute(svg, 'viewBox').split(/\s+/).map(Number);
  clean(svg);
  // Without a size of its own the renderer takes the viewBox, in thousandths of an em.
  adaptor.removeAttribute(svg, 'width');
  adaptor.removeAttribute(svg, 'height');
  const text = adaptor.outerHTML(svg);
  const inner = text.slice(4);
  if (inner.includes('<svg')) throw new Error('a nested <svg> is left');
  if (inner.includes('<text')) throw new Error('MathJax has no glyph for one of the signs (a <text> is left)');
  if (text.includes('merror')) throw new Error('a TeX error is left in the SVG');
  const em = (units) => Math.round(units / unitsPerEm * 10000) / 10000;
  return { svg: `${text}\n`, width: em(width), height: em(height), depth: em(y + height) };
}

function collect() {
  const formulas = new Map();
  const problems = [];
  for (const file of markdownFiles(lessons)) {
    for (const formula of formulasOf(readFileSync(file, 'utf8'))) {
      const hash = hashOf(formula);
      if (formulas.has(hash)) continue;
      try {
        formulas.set(hash, { ...formula, ...typeset(formula) });
      } catch (error) {
        problems.push(`${relative(process.cwd(), file)}, line ${formula.line}: ${formula.tex}\n    ${error.message}`);
      }
    }
  }
  return { formulas, problems };
}

function main() {
  const check = process.argv.includes('--check');
  const { formulas, problems } = collect();
  const files = new Map();
  const entries = [...formulas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([hash, { tex, display, svg, width, height, depth }]) => {
    files.set(`${hash}.svg`, svg);
    return { hash, tex, display, width, height, depth };
  });
  const index = `${JSON.stringify({ ...versions, formulas: entries }, null, 1)}\n`;
  const existing = existsSync(svgFolder) ? readdirSync(svgFolder) : [];
  const content = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const changed = [...files].filter(([name, svg]) => content(join(svgFolder, name)) !== svg).map(([name]) => name);
  const leftOver = existing.filter((name) => !files.has(name));
  const stale = changed.length + leftOver.length + (content(indexFile) === index ? 0 : 1);
  if (!check && problems.length === 0) {
    mkdirSync(svgFolder, { recursive: true });
    for (const name of changed) writeFileSync(join(svgFolder, name), files.get(name));
    for (const name of leftOver) rmSync(join(svgFolder, name));
    writeFileSync(indexFile, index);
  }
  for (const problem of problems) console.error(problem);
  console.log(`${entries.length} formulas, ${changed.length} ${check ? 'stale' : 'written'}, ${leftOver.length} left over, ${problems.length} broken`);
  process.exitCode = problems.length > 0 || (check && stale > 0) ? 1 : 0;
}

main();
