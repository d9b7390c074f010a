"""Judges the verdicts of a comparison with another reader: .ci/verdict.py FILE

Every feed that the other one could read must give entries, and 98 % of its
entries must be found, with its link, title and date.
"""
import collections
import json
import sys

LEAST = 98.0  # per cent; the other one errs, too

verdicts = json.load(open(sys.argv[1], encoding="utf-8"))
total = collections.Counter()
silent = []
for feed in verdicts:
    total.update({k: n for k, n in feed.items() if isinstance(n, int)})
    if feed.get("entries") and not feed.get("found"):
        silent.append(feed["url"])

passed = failed = 0
for key, of in (("found", "entries"), ("link", "found"), ("title", "found"), ("date", "found")):
    share = 100 * total[key] / max(1, total[of])
    good = share >= LEAST
    passed, failed = passed + good, failed + (not good)
    print(f"{key}: {share:.2f} % of {total[of]}, at least {LEAST:.0f} % wanted{'' if good else ': FAILED'}")
for url in silent:
    print("nothing found of", url)
passed, failed = passed + (not silent), failed + bool(silent)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
