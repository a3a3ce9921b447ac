// Comfort only: without it, marks open their notes by click, tap or key.
(() => {
  const CLOSE_AFTER = 250 // ms; time to move the pointer from a mark to its note
  const SHEET = matchMedia("(max-width: 44.9375em)") // where notes lie at the window's lower edge, as in dragoman.css
  const AIR = 12 // px between a mark and such a note

  // the note that pointing or tabbing has opened; it closes by itself. A click makes it stay.
  let preview = null
  let timer
  let opener // the mark used last
  let closing = false // a note gives the focus back to its mark, which must not open it again

  const noteOf = mark => document.getElementById(mark.getAttribute("popovertarget"))
  const stay = () => clearTimeout(timer)

  function show(mark, byKey) {
    stay()
    const note = noteOf(mark)
    if (note.matches(":popover-open")) {
      if (!byKey) note.inert = false
      return
    }
    opener = mark
    note.showPopover({ source: mark })
    preview = note
    // who goes from mark to mark by keys does not want to pass the links in between; Enter lets her in
    note.inert = byKey
  }

  function leave() {
    stay()
    timer = setTimeout(() => preview?.hidePopover(), CLOSE_AFTER)
  }

  document.addEventListener("beforetoggle", event => {
    if (!event.target.matches(".dm-note") || event.newState !== "closed") return
    closing = true
    event.target.inert = false
    if (preview === event.target) preview = null
  }, { capture: true })

  document.addEventListener("toggle", event => {
    const note = event.target
    if (!note.matches(".dm-note")) return
    closing = false
    if (event.newState === "open" && SHEET.matches && opener) {
      const covered = opener.getBoundingClientRect().bottom + AIR - note.getBoundingClientRect().top
      if (covered > 0) scrollBy({ top: covered })
    }
  }, { capture: true })

  document.addEventListener("pointerover", event => {
    if (event.pointerType !== "mouse") return
    const mark = event.target.closest("[popovertarget]")
    if (mark) show(mark, false)
    else if (event.target.closest(".dm-note")) stay()
    else if (preview) leave()
  })

  document.addEventListener("focusin", event => {
    if (closing) return
    if (event.target.matches("[popovertarget]:focus-visible")) show(event.target, true)
    else if (event.target.closest(".dm-note")) stay()
    else if (preview) leave()
  })

  document.addEventListener("click", event => {
    const mark = event.target.closest("[popovertarget]")
    if (mark) opener = mark
    if (mark && preview === noteOf(mark)) {
      event.preventDefault() // would close what pointing has just opened
      preview.inert = false
      preview = null
    }
    // a link in a note may lead to another place on the page
    if (event.target.closest("a")) event.target.closest(".dm-note")?.hidePopover()
  })

  // Material looks for what is typed; a word may also be pasted or dropped
  document.addEventListener("input", event => {
    if (event.target.matches(".md-search__input")) event.target.dispatchEvent(new Event("keyup"))
  })

  for (const button of document.querySelectorAll(".dm-print")) {
    button.hidden = false
    button.addEventListener("click", () => print())
  }

  // the other language shows the same part of the page: the parts have the same ids in all
  document.addEventListener("click", event => {
    const link = event.target.closest("a.md-select__link, .dm-read-in a")
    if (link) link.hash = location.hash
  }, { capture: true })
})()
