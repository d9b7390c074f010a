// Readers' own choices, kept in this browser. Without it each page is whole.
(() => {
  const say = document.currentScript.dataset, lang = document.documentElement.lang, key = "planet " + new URL(say.home, location).pathname
  const $ = id => document.getElementById(id), all = (what, el = document) => [...el.querySelectorAll(what)]
  const mine = { muted: {}, seen: [], before: [] }, posts = all("[data-from]"), main = $("main")
  const save = () => localStorage.setItem(key, JSON.stringify(mine))
  try { Object.assign(mine, JSON.parse(localStorage.getItem(key))); save() } catch { return }
  const fill = (text, name) => text.replace(/{\w+}/, () => name)
  const count = (forms, n) => fill((forms = JSON.parse(forms))[new Intl.PluralRules(lang).select(n)] || forms.other, n)
  const add = (parent, tag, text = "", act) => {
    const el = parent.appendChild(document.createElement(tag))
    el.append(text)
    if (act) el.type = "button", el.onclick = act
    return el
  }

  // Hiding: the stylesheet hides what is muted, and what holds nothing else.
  const note = document.createElement("p"), told = add(note, "span")
  const toggle = add(note, "button", "", () => { main.classList.toggle("all"); apply() })
  add(note, "a", say.all).href = say.home + "subscribe/#reader"
  note.className = "notice"
  told.setAttribute("role", "status")
  if (posts[0]) main.querySelector(".band").before(note)

  const apply = () => {
    let n = 0
    for (const p of posts) n += p.classList.toggle("muted", p.dataset.from.split(" ").some(x => x in mine.muted))
    note.hidden = !n
    told.textContent = count(say.hidden, n)
    toggle.textContent = main.classList.contains("all") ? say.rehide : say.show
    for (const b of all("[data-mute]")) b.textContent = fill(b.dataset.mute in mine.muted ? say.again : say[b.dataset.mute.split("/")[0]], b.dataset.called)
    const list = $("muted"), of = Object.entries(mine.muted)
    if (list) {
      $("nobody").hidden = of[0]
      list.replaceChildren()
      for (const [what, name] of of) add(add(list, "li"), "button", fill(say.again, name), () => { mute(what); (list.querySelector("button") || $("keys")).focus() })
    }
    save()
  }
  const mute = (what, name) => {
    if (what in mine.muted) delete mine.muted[what]
    else mine.muted[what] = name
    apply()
  }
  for (const p of posts) {
    const meta = p.querySelector(".meta")
    if (!meta) continue
    const box = add(meta, "details")
    add(box, "summary", say.hide).ariaLabel = fill(say.like, p.querySelector("h3").textContent)
    for (const what of p.dataset.from.split(" ")) {
      const name = JSON.parse(say.names)[what] || (p.querySelector(".p-author .p-name") || p.querySelector(".p-author")).textContent
      add(box, "button", fill(say[what.split("/")[0]], name), () => { step(1, p); mute(what, name) })
    }
  }
  for (const b of all("[data-mute]")) {
    b.hidden = false
    b.onclick = () => mute(b.dataset.mute, b.dataset.called)
  }

  // New since the last visit; one ends with half an hour's pause.
  if (say.kind == "front") {
    if (!(Date.now() - mine.at < 18e5)) mine.before = mine.seen
    mine.at = Date.now()
    mine.seen = posts.map(p => p.id)
    const first = posts.findIndex(p => mine.before.includes(p.id))
    if (first > 0) {
      let at = posts[first]
      while (!at.previousElementSibling?.matches(":not(.rail)")) at = at.parentNode
      const line = add(main, "p", count(say.fresh, first))
      line.className = "since"
      at.before(line)
    }
  }

  // Single keys.
  const step = (by, from = document.activeElement) => {
    const titles = all("main h3 a[href], main .heads a[href]").filter(a => a.getClientRects()[0] && !a.closest("details:not([open])")), at = titles.indexOf(from)
    const next = at < 0 ? titles.find(a => main.contains(from) ? from.compareDocumentPosition(a) == 4 : a.getBoundingClientRect().top >= 0) : titles[at + by]
    next?.focus()
  }
  const keys = {
    j: () => step(1), k: () => step(-1), o: () => document.activeElement.href && document.activeElement.click(),
    "/": () => $("q") ? $("q").focus() : location = say.home + "search/", "?": () => location = say.home + "subscribe/#reader"
  }
  document.addEventListener("keydown", e => {
    if (!mine.keys || e.ctrlKey || e.altKey || e.metaKey || !keys[e.key] || e.target.closest("input, textarea, select")) return
    e.preventDefault()
    keys[e.key]()
  })
  if ($("reader")) {
    $("reader").hidden = false
    $("keys").checked = mine.keys
    $("keys").onchange = e => { mine.keys = e.target.checked; save() }
  }
  apply()
})()
