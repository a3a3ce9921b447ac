// Material's search finds words by how they begin. This lets it find other forms of a word too: each
// word that a reader looks for is cut to what it shares with its stem before the search sees it.
const SETUP = 0 // Material's numbers for the messages from the page
const QUERY = 2
const SHORTEST = 3 // letters; shorter beginnings would find everything

// Arabic articles and prepositions that are written as part of the word; the index has the bare words too
const PREFIX = /^[وف]?(?:[بك]?ال|لل)(?=\p{L}{3})/u

let language = "en"

// the word's beginning that all its forms share, as far as the stemmer of the language knows
function cut(word) {
  const stemmer = language === "en" ? lunr.stemmer : lunr[language]?.stemmer
  if (!stemmer || !/^[\p{L}\p{M}]+$/u.test(word)) return word
  const lower = word.toLowerCase().replace(language === "ar" ? PREFIX : "", "")
  const stem = stemmer(new lunr.Token(lower, {})).toString()
  let shared = 0
  while (shared < stem.length && stem[shared] === lower[shared]) shared++
  return shared >= SHORTEST ? lower.slice(0, shared) : lower
}

addEventListener("message", event => {
  const { type, data, cut: done } = event.data
  if (type === SETUP) language = data.config.lang[0]
  if (type !== QUERY || done) return
  event.stopImmediatePropagation()
  const words = data.split(/(\s+)/).map(cut).join("")
  dispatchEvent(new MessageEvent("message", { data: { type, data: words, cut: true } }))
})

importScripts(location.search.slice(1))
