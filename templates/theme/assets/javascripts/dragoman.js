// Comfort only: without it, marks open their notes by click, tap or key.
(() => {
  const CLOSE_AFTER = 250 // ms; time to move the pointer from a mark to its note

  // the note that pointing or tabbing has opened; it closes by itself. A click makes it stay.
  let preview = null
  let timer

  const noteOf = mark => document.getElementById(mark.getAttribute("popovertarget"))
  const stay = () => clearTimeout(timer)

  function show(mark) {
    stay()
    const note = noteOf(mark)
    if (note.matches(":popover-open")) return
    note.showPopover({ source: mark })
    preview = note
  }

  function leave() {
    stay()
    timer = setTimeout(() => {
      preview?.hidePopover()
      preview = null
    }, CLOSE_AFTER)
  }

  document.addEventListener("pointerover", event => {
    if (event.pointerType !== "mouse") return
    const mark = event.target.closest("[popovertarget]")
    if (mark) show(mark)
    else if (event.target.closest(".dm-note")) stay()
    else if (preview) leave()
  })

  document.addEventListener("focusin", event => {
    if (event.target.matches("[popovertarget]:focus-visible")) show(event.target)
    else if (event.target.closest(".dm-note")) stay()
    else if (preview) leave()
  })

  document.addEventListener("click", event => {
    const mark = event.target.closest("[popovertarget]")
    if (mark && preview === noteOf(mark)) {
      event.preventDefault() // would close what pointing has just opened
      preview = null
    }
    // a link in a note may lead to another place on the page
    if (event.target.closest("a")) event.target.closest(".dm-note")?.hidePopover()
  })

  // the other language shows the same part of the page: the parts have the same ids in all
  document.addEventListener("click", event => {
    const link = event.target.closest("a.md-select__link")
    if (link) link.hash = location.hash
  }, { capture: true })
})()
