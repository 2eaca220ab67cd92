// read.js PARSERS: reads a list of samples of Markdown on stdin, as JSON, with each parser, and prints a line for each
// one that a parser takes otherwise than it was meant.
//   {"markdown": "...", "text": "...", "elements": ["p", "code"], "links": ["https://..."]}
// text: what a reader sees, spaces run together; null where it does not matter. elements, links: all that may be there.
'use strict';
const path = require('path');
const parsers = path.resolve(process.argv[2], 'node_modules');
const load = (name) => require(path.join(parsers, name));
const { marked } = load('marked');
const commonmark = load('commonmark');
const markdownIt = load('markdown-it')({ html: true, linkify: true });
const readers = {
  marked: (text) => marked.parse(text, { gfm: true }),
  'markdown-it': (text) => markdownIt.render(text),
  commonmark: (text) => new commonmark.HtmlRenderer().render(new commonmark.Parser().parse(text)),
};
const names = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
const decoded = (text) =>
  text.replace(/&(#x[0-9a-f]+|#[0-9]+|[a-z]+);/gi, (whole, name) => {
    if (/^#x/i.test(name)) return String.fromCodePoint(parseInt(name.slice(2), 16));
    if (name[0] === '#') return String.fromCodePoint(parseInt(name.slice(1), 10));
    return names[name] ?? whole;
  });
const plain = (text) => text.replace(/\s+/g, ' ').trim();
const tag = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>|<!--|<!|<\?/gi;

const samples = JSON.parse(require('fs').readFileSync(0, 'utf8'));
let read = 0;
for (const sample of samples) {
  for (const [parser, render] of Object.entries(readers)) {
    // CommonMark has no tables: their text would be in one paragraph.
    if (parser === 'commonmark' && sample.text !== null && sample.elements.includes('table')) continue;
    const html = render(sample.markdown);
    const shown = (text) => JSON.stringify(text.length > 300 ? text.slice(0, 300) + '...' : text);
    const wrong = (what) => console.log(`${parser}: ${what}: ${shown(sample.markdown)} -> ${shown(html)}`);
    for (const [whole, , name, attributes] of html.matchAll(tag)) {
      if (!name || !sample.elements.includes(name.toLowerCase())) wrong(`element ${whole}`);
      const link = /\b(?:href|src)="([^"]*)"/i.exec(attributes ?? '');
      if (link && !sample.links.includes(decodeURI(decoded(link[1])))) wrong(`link ${link[1]}`);
      if (/\bon[a-z]+=/i.test(attributes ?? '')) wrong(`attribute ${attributes}`);
    }
    if (sample.text !== null && plain(decoded(html.replace(tag, ''))) !== plain(sample.text)) wrong('text');
    ++read;
  }
}
console.log(`${read} read`);
