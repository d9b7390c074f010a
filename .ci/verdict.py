"""Judges the verdicts of a comparison with another reader: .ci/verdict.py FILE

Every feed that the other one could read must give entries, and 98 % of its
entries must be found, with its link, title and date. Of the feeds that it calls
well-formed, which CORPUS_DIR/expected tells, 99 % must be found, and so must
links and titles; dates that are the zero date of a site generator are no dates
for us (docs/decisions/014), so theirs is the first bar.
"""
import collections
import glob
import json
import os
import sys

LEAST = 98.0  # per cent; the other one errs, too
WELL_FORMED = 99.0

verdicts = json.load(open(sys.argv[1], encoding="utf-8"))
well = set()
for name in glob.glob(os.path.join(os.environ["CORPUS_DIR"], "expected", "*.json")):
    expected = json.load(open(name, encoding="utf-8"))
    if not expected.get("bozo"):
        well.add(expected["url"])
total, of_well = collections.Counter(), collections.Counter()
silent = []
for feed in verdicts:
    counts = {k: n for k, n in feed.items() if isinstance(n, int)}
    total.update(counts)
    if feed["url"] in well:
        of_well.update(counts)
    if feed.get("entries") and not feed.get("found"):
        silent.append(feed["url"])

passed = failed = 0
bars = [(total, "", LEAST, key, of) for key, of in (("found", "entries"), ("link", "found"), ("title", "found"), ("date", "found"))]
bars += [(of_well, "well-formed, ", WELL_FORMED, key, of) for key, of in (("found", "entries"), ("link", "found"), ("title", "found"))]
for counts, which, least, key, of in bars:
    share = 100 * counts[key] / max(1, counts[of])
    good = share >= least
    passed, failed = passed + good, failed + (not good)
    print(f"{which}{key}: {share:.2f} % of {counts[of]}, at least {least:.0f} % wanted{'' if good else ': FAILED'}")
for url in silent:
    print("nothing found of", url)
passed, failed = passed + (not silent), failed + bool(silent)
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
