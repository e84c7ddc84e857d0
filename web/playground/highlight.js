// A small highlighter: comments, strings, numbers and keywords are what most languages have in common.

import { element } from "./dom.js";

const C_LIKE = String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`;
const HASH = String.raw`#[^\n]*`;
const STRING = String.raw`"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'`;
const RAW = "`[^`]*`?";
const NUMBER = String.raw`\b(?:0x[\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\b`;

const LANGUAGES = [
  {
    ends: ["proto"],
    comment: C_LIKE,
    string: STRING,
    words:
      "syntax package import public option message enum service rpc returns stream oneof map repeated optional required " +
      "reserved extensions extend to max true false double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 " +
      "sfixed32 sfixed64 bool string bytes",
  },
  {
    ends: ["rs"],
    comment: C_LIKE,
    string: String.raw`"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\\n])'`,
    words:
      "as async await const crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return " +
      "self Self static struct super trait true type unsafe use where while",
  },
  {
    ends: ["go"],
    comment: C_LIKE,
    string: `${STRING}|${RAW}`,
    words:
      "break case chan const continue default defer else fallthrough for func go goto if import interface map nil package " +
      "range return select struct switch type var true false",
  },
  {
    ends: ["ts", "tsx", "js", "mjs", "java", "kt", "swift", "dart", "cs", "c", "h", "cc", "hh", "cpp", "hpp", "php"],
    comment: C_LIKE,
    string: `${STRING}|${RAW}`,
    words:
      "abstract as async await auto bool boolean break case catch char class const continue default delete do double else " +
      "enum export extends false final float for from func function if implements import in int interface internal let long " +
      "namespace new null nullptr override package private protected public readonly return short static string struct " +
      "super switch template this throw true try type typedef undefined unsigned using val var virtual void while",
  },
  {
    ends: ["py", "rb", "pyi", "yaml", "yml", "toml", "sh"],
    comment: HASH,
    string: STRING,
    words:
      "and as assert async await break class continue def del elif else end except finally for from if import in is lambda " +
      "module None nonlocal not or pass raise return self True False true false try while with yield",
  },
].map(({ ends, comment, string, words }) => ({
  ends,
  words: new Set(words.split(" ")),
  pattern: new RegExp(`(${comment})|(${string})|(${NUMBER})|([A-Za-z_]\\w*)`, "g"),
}));

/** Characters above which text is shown plain: a page should not wait for colours. */
const MOST = 400_000;

/**
 * `text` as spans, in the language that the name of its file tells.
 *
 * @param {string} name
 * @param {string} text
 * @param {boolean} [open] Whether it begins in a comment.
 * @returns {(Node | string)[]}
 */
export function highlight(name, text, open = false) {
  if (open) {
    const end = text.indexOf("*/") < 0 ? text.length : text.indexOf("*/") + 2;
    const comment = element("span", { className: "comment" }, text.slice(0, end));
    return [comment, ...highlight(name, text.slice(end))];
  }
  const end = name.slice(name.lastIndexOf(".") + 1);
  const language = LANGUAGES.find(({ ends }) => ends.includes(end));
  if (!language || text.length > MOST) {
    return [text];
  }
  const { words, pattern } = language;
  const parts = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const kind = ["comment", "string", "number", "keyword"].find((_, index) => match[index + 1] !== undefined);
    if (!kind || (kind === "keyword" && !words.has(match[0]))) {
      continue;
    }
    parts.push(text.slice(done, match.index), element("span", { className: kind }, match[0]));
    done = match.index + match[0].length;
  }
  return [...parts, text.slice(done)];
}

const COMMENT_OR_STRING = new RegExp(`${C_LIKE}|${STRING}`, "g");

/**
 * Whether a line of a language like C ends in a comment.
 *
 * @param {string} line
 * @param {boolean} open Whether it begins in one.
 */
export function endsInComment(line, open) {
  const end = open ? line.indexOf("*/") : 0;
  if (end < 0) {
    return true;
  }
  const last = line.slice(open ? end + 2 : 0).match(COMMENT_OR_STRING)?.at(-1) ?? "";
  return last.startsWith("/*") && !/^.{2}.*\*\/$/.test(last);
}
