# Makes of a report in Markdown, which a stranger may have written, one that can be shown:
# nothing in it mentions people, draws links or pictures, closes issues or is markup
# (PRV-4). Lines of plain words and code are let through, as planet writes them; every
# other line is shown whole, as code. What has no room is left out by whole lines.
def code: gsub("`"; "'") | if test("[^ ]") then "`" + .[:500] + "`" else "" end;
def plain: gsub("(?<!`)(?<fence>`+)(?!`).+?(?<!`)\\k<fence>(?!`)"; "…")
  | test("^[\\p{L}\\p{N} ,.;:()/\"'…-]*$") and (test("www\\.|:/|\\b[0-9a-f]{7,}\\b|[a-z]-[0-9]|ghsa-"; "i") | not);
def shown: capture("^(?<begin>(  )?- |### )?(?<rest>.*)$") | (.begin // "") + (.rest // "" | if plain then . else code end);
def inert: reduce (split("\n")[:5000][] | .[:2000] | gsub("[\\p{C}\\p{Z}]"; " ") | shown) as $line
  ({lines: [], room: 55000}; .room -= ($line | length) + 1 | if .room > 0 then .lines += [$line] else . end)
  | .lines | join("\n");
