// Search without a server: the list of posts is loaded at the first key, or
// when the address asks something already. What is typed is sent nowhere.
(() => {
  const say = document.currentScript.dataset, $ = id => document.getElementById(id)
  const form = document.querySelector("form.find"), count = $("count"), list = $("hits"), item = $("hit").content.firstElementChild
  const fields = ["q", "member", "year"].map($), [q, member, year] = fields.map(f => () => f ? f.value.trim() : "")
  const lang = document.documentElement.lang, months = JSON.parse(say.months), forms = JSON.parse(say.found), page = 50
  const fill = (text, values) => text.replace(/{(\w+)}/g, (all, name) => values[name] ?? all)
  const fold = text => Array.from(text, c => c.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase()).join("")
  const files = {}, load = file => files[file] ??= fetch(file).then(r => r.ok ? r.json() : Promise.reject()).catch(e => { delete files[file]; throw e })
  let index, words, hits, shown, older, enough = 3000, turn = 0, timer

  // A large list has a file for each year: the newest are enough at first.
  const entries = async () => {
    index = await load("index.json")
    older = 0
    if (!index.years) return index.entries
    let n = 0
    const wanted = index.years.filter(y => {
      const take = year() ? y.year == year() : n < enough
      if (take) n += y.count
      else if (!year()) older ||= y.year
      return take
    })
    enough = Math.max(enough, n)
    return (await Promise.all(wanted.map(y => load(y.file)))).flat()
  }

  const run = async () => {
    const mine = ++turn, asked = new URLSearchParams()
    for (const f of fields) if (f && f.value.trim()) asked.set(f.name, f.value.trim())
    history.replaceState(null, "", String(asked) ? "?" + asked : location.pathname)
    words = fold(q()).split(/\s+/).filter(Boolean)
    hits = []
    let told = ""
    if (String(asked)) try {
      const all = await entries()
      if (mine != turn) return
      hits = all.filter(e => (!member() || e.by == member()) && (!year() || e.date.startsWith(year())) &&
        words.every(w => (e.folded ??= fold([e.title, index.members[e.by].name, e.text].join(" "))).includes(w)))
      told = hits.length ? fill(forms[new Intl.PluralRules(lang).select(hits.length)] || forms.other,
        { n: new Intl.NumberFormat(lang + "-u-nu-latn").format(hits.length) }) : say.none
    } catch {
      if (mine != turn) return
      older = 0
      told = say.failed
    } else older = 0
    list.replaceChildren()
    shown = 0
    more()
    $("results").hidden = !hits.length
    count.textContent = told
  }

  const more = () => {
    list.append(...hits.slice(shown, shown += page).map(show))
    const rest = hits.length > shown
    button.hidden = !rest && !older
    button.textContent = rest ? say.more : fill(say.older, { year: older })
  }

  const show = e => {
    const li = item.cloneNode(true), part = name => li.querySelector(name), m = index.members[e.by]
    const [title, link, text, face, who, here] = ["h3", ".u-url", ".p-summary", ".avatar", ".p-author", ".u-syndication"].map(part)
    const speak = el => { el.dir = e.dir || "auto"; if (e.lang) el.lang = e.lang }
    if (e.title) title.classList.add("p-name"), speak(title)
    mark(link, e.title || fill(say.note, m))
    if (e.link || e.path) link.href = e.link || say.home + e.path
    if (e.text) mark(text, e.text), speak(text)
    else text.remove()
    if (m.avatar) {
      const picture = new Image(48, 48)
      picture.src = say.home + m.avatar
      picture.alt = ""
      picture.className = "avatar s u-photo"
      face.replaceWith(picture)
    } else face.classList.add("hue-" + m.hue), face.append(m.initials)
    if (m.link) who.href = m.link
    who.appendChild(document.createElement("bdi")).append(m.name)
    const [y, month, day] = e.date.split(/\D/).map(Number), date = fill(say.date, { day: day > 1 ? day : fill(say.first, { day }), year: y, month: months[month - 1] })
    const time = here.appendChild(document.createElement("time"))
    time.className = "dt-published"
    time.dateTime = e.date
    time.append(e.seen ? fill(say.seen, { date }) : date)
    if (e.path) here.href = say.home + e.path
    else here.replaceWith(time)
    if (e.lang) part(".meta").appendChild(document.createElement("span")).append(index.languages[e.lang])
    return li
  }

  // Marks go by letters of the text as it is, though words are compared folded.
  const mark = (el, text) => {
    const letters = Array.from(text), on = [], from = []
    let folded = ""
    letters.forEach((c, i) => { for (const f of fold(c)) folded += f, from.push(...Array(f.length).fill(i)) })
    for (const w of words) for (let i = folded.indexOf(w); i >= 0; i = folded.indexOf(w, i + 1)) for (let j = 0; j < w.length; j++) on[from[i + j]] = true
    for (let i = 0, j; i < letters.length; i = j) {
      for (j = i + 1; j < letters.length && !on[j] == !on[i];) j++
      const part = letters.slice(i, j).join("")
      if (on[i]) el.appendChild(document.createElement("mark")).append(part)
      else el.append(part)
    }
  }

  const button = document.createElement("button")
  button.type = "button"
  button.hidden = true
  button.onclick = async () => {
    const at = shown
    if (hits.length > shown) more()
    else enough++, await run()
    list.children[at]?.querySelector("a").focus()
  }
  $("results").after(button)
  if ($("limits")) $("limits").hidden = false
  form.addEventListener("submit", e => { e.preventDefault(); run() })
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 120) })
  const asked = new URLSearchParams(location.search)
  for (const f of fields) if (f && asked.has(f.name)) f.value = asked.get(f.name)
  if (fields.some(f => f && f.value.trim())) run()
})()
