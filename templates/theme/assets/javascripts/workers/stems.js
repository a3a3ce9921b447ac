// Material's search finds words by how they begin. This lets it find other forms of a word too: each
// word that a reader looks for is cut to what it shares with its stem before the search sees it. It
// also finds words however their accents, and their Arabic letters of several forms, are written.
const SETUP = 0 // Material's numbers for the messages from the page
const QUERY = 2
const SHORTEST = 3 // letters; shorter beginnings would find everything

const WORD = /[\p{L}\p{M}'’]+/gu
// one letter of an alphabet begins too many words
const LETTER = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}]$/u
// Arabic articles and prepositions that are written as part of the word; the index has the bare words too
const PREFIX = /^[وف]?(?:[بك]?ال|لل)(?=\p{L}{3})/u
// endings of the singular and plural that begin differently, so that stemmers do not see one word in both
const NUMBER = { ar: /(?<=\p{L}{3})[ةه]$/u, pt: /(?<=\p{L}{3})(?:[ãa]o|[õo]es)$/u }

// letters that people write in place of each other, but that Unicode does not take apart
const LETTERS = { ى: "ي", ة: "ه", ـ: "", ı: "i", ł: "l", ø: "o", đ: "d" }
const APOSTROPHE = /(?<=\p{L})['’ʼ](?=\p{L})/gu

let language = "en"

// one spelling for all: without accents, vowel signs, the hamza of an alef, apostrophes inside a word
function fold(word) {
  return word.normalize("NFD").replace(/\p{Script=Inherited}/gu, "").normalize("NFC")
    .replace(/[ىةـıłøđ]/gu, letter => LETTERS[letter]).replace(APOSTROPHE, "")
}

// the word's beginning that all its forms share, as far as the stemmer of the language knows
function cut(word) {
  const stemmer = language === "en" ? lunr.stemmer : lunr[language]?.stemmer
  if (LETTER.test(word)) return ""
  let lower = word.toLowerCase().replace(NUMBER[language] ?? "", "")
  if (language === "ar") lower = fold(lower).replace(PREFIX, "")
  if (!stemmer) return fold(lower)
  const stem = stemmer(new lunr.Token(lower, {})).toString()
  let shared = 0
  while (shared < stem.length && stem[shared] === lower[shared]) shared++
  return fold(shared >= SHORTEST ? lower.slice(0, shared) : lower)
}

addEventListener("message", event => {
  const { type, data, cut: done } = event.data
  if (type === SETUP) language = data.config.lang[0]
  if (type !== QUERY || done) return
  event.stopImmediatePropagation()
  // in Ukrainian an apostrophe is a letter of the word; elsewhere it parts words, as in the index
  const words = (language === "uk" ? data : data.replace(/['’]/g, " ")).replace(WORD, cut)
  dispatchEvent(new MessageEvent("message", { data: { type, data: words, cut: true } }))
})

importScripts(location.search.slice(1))

// the words of the index are folded too
const folded = token => token.update(fold)
lunr.Pipeline.registerFunction(folded, "fold")
const add = lunr.Builder.prototype.add
lunr.Builder.prototype.add = function (...document) {
  this.pipeline.remove(folded)
  this.pipeline.add(folded)
  return add.apply(this, document)
}
