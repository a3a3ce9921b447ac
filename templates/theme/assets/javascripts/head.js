// What Material for MkDocs has in scripts inside its pages, in a file of the site: the policy of our pages lets nothing
// else run. It is read before anything is shown. The names of the functions are those that Material's scripts call.
var __md_scope = new URL("../../", document.currentScript.src) // the root of the site

// a number for a text, to know a notice again that was put away
function __md_hash(text) {
  return Array.from(text).reduce((hash, letter) => (Math.imul(hash, 31) + letter.codePointAt(0)) | 0, 0)
}

function __md_get(key, storage, scope = __md_scope) {
  try {
    return JSON.parse((storage ?? localStorage).getItem(`${scope.pathname}.${key}`))
  } catch {
    return null // the reader lets no site remember anything
  }
}

function __md_set(key, value, storage, scope = __md_scope) {
  try {
    (storage ?? localStorage).setItem(`${scope.pathname}.${key}`, JSON.stringify(value))
  } catch {} // as above, or the storage is full
}

(() => {
  const SYSTEM = "(prefers-color-scheme)"
  const find = selector => document.querySelector(selector)

  function coloursOf(option) {
    const names = ["media", "scheme", "primary", "accent"]
    return Object.fromEntries(names.map(name => [name, option.getAttribute(`data-md-color-${name}`)]))
  }

  // Each step looks for what it changes, and says whether it is done.
  const steps = [
    // the colours that the reader chose; else, where the site leaves it to the system, that one's
    () => {
      const first = find("[data-md-color-media]")
      if (!first) return false
      const chosen = __md_get("__palette")?.color ?? coloursOf(first)
      const tone = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"
      const option = find(`[data-md-color-media="(prefers-color-scheme: ${tone})"]`)
      if (chosen.media === SYSTEM && !option) return false
      const colours = chosen.media === SYSTEM ? coloursOf(option) : chosen
      for (const [name, value] of Object.entries(colours)) document.body.setAttribute(`data-md-color-${name}`, value)
      return true
    },
    // a notice that the reader put away
    () => {
      const notice = find("[data-md-component=announce]")
      if (!notice?.nextElementSibling) return false
      const text = notice.querySelector(".md-typeset")
      if (text && __md_hash(text.innerHTML) === __md_get("__announce")) notice.hidden = true
      return true
    },
    // the tabs that the reader opened last, or that the address names; before Material's script, which comes last
    () => {
      if (!document.getElementById("__config")) return false
      const names = __md_get("__tabs")
      for (const set of Array.isArray(names) ? document.querySelectorAll(".tabbed-set") : []) {
        const labels = Array.from(set.querySelector(".tabbed-labels")?.children ?? [])
        const label = names.map(name => labels.find(each => each.innerText.trim() === name)).find(Boolean)
        if (label?.control) label.control.checked = true
      }
      const target = document.getElementById(location.hash.slice(1))
      if (target?.name?.startsWith("__tabbed_")) target.checked = true
      return true
    },
  ]

  // after each piece of the page that the browser reads, before it shows it
  let left = steps
  const observer = new MutationObserver(() => {
    left = left.filter(step => !step())
    if (!left.length) observer.disconnect()
  })
  observer.observe(document, { childList: true, subtree: true })
  addEventListener("DOMContentLoaded", () => observer.disconnect())
})()
