"""Solves an allocation with another solver (HiGHS), modelled anew from the file format alone.

Reads {"problem": ..., "scores": [...], "gap": ..., "seconds": ...} from standard input; prints the best total and the
bound in points, and the processor seconds of the solver: {"best": ..., "bound": ..., "seconds": ...}.
"""

import json
import sys
import time

import highspy

INFINITY = highspy.kHighsInf
data = json.load(sys.stdin)
problem, scores = data["problem"], data["scores"]
kinds = [kind["name"] for kind in problem["kinds"]]
regions = problem["regions"]
periods = problem.get("periods") or [None]
weights = problem["weights"]
locks = {lock["project"]: lock for lock in problem.get("locked", [])}

gain, upper, integer = [], [], []
rows = []  # (terms, low, high)


def column(value, most, whole):
    gain.append(value)
    upper.append(most)
    integer.append(1 if whole else 0)
    return len(gain) - 1


use = {(k, r, p): [] for k in kinds for r in regions for p in range(len(periods))}
stakes = {r: 0.0 for r in regions}
served = {r: [] for r in regions}
least = {}
for project, score in zip(problem["projects"], scores):
    size = float(project.get("investment", 0)) / 10000 if weights.get("counts") == "investment" else 1.0
    chosen, best = [], 0.0
    lock = locks.get(project["id"])
    for option in project["options"]:
        for p, period in enumerate(periods):
            patience = max(0.0, 1 - float(weights["waiting"]) / 100 * p)
            worth = round(score * 1000 * size * float(option.get("worth", 1)) * patience) / 1000
            best = max(best, worth)
            if lock is None and period and project.get("due") and period["starts"] > project["due"]:
                continue
            low, high = float(option.get("min_share", 1)), 1.0
            if lock is not None:
                share = float(lock.get("share", 1))
                if share == 0 or lock.get("option", option.get("name")) != option.get("name"):
                    continue
                if lock.get("period") and period and lock["period"] != period["name"]:
                    continue
                low = high = share
            x = column(worth, 1, False)
            y = column(0, 1, True)
            rows.append(({x: 1, y: -high}, -INFINITY, 0))
            rows.append(({x: 1, y: -low}, 0, INFINITY))
            chosen.append(y)
            served[project["region"]].append((x, worth))
            for kind, amount in option["amounts"].items():
                use[kind, project["region"], p].append((x, float(amount)))
    must = project.get("must_serve") or (lock is not None and float(lock.get("share", 1)) > 0)
    rows.append(({y: 1 for y in chosen}, 1 if must else 0, 1))
    stakes[project["region"]] += best
    for kind in kinds:
        amount = min(float(option["amounts"].get(kind, 0)) for option in project["options"])
        least[kind, project["region"]] = least.get((kind, project["region"]), 0) + amount

for kind in problem["kinds"]:
    k = kind["name"]
    quota = {}
    for pool in problem["pools"]:
        if pool["kind"] == k:
            p = next((i for i, period in enumerate(periods) if period and period["name"] == pool.get("period")), 0)
            quota[pool.get("region"), p] = quota.get((pool.get("region"), p), 0) + float(pool["amount"])
    flow = {(r, p): {} for r in [*regions, None] for p in range(len(periods))}

    def stream(source, target, most):
        f = column(0, most, False)
        flow[source][f] = flow[source].get(f, 0) + 1
        flow[target][f] = flow[target].get(f, 0) - 1

    total = sum(quota.values())
    for p in range(len(periods)):
        for r in regions:
            stream((None, p), (r, p), total)
        for transfer in problem.get("transfers", []):
            if transfer["kind"] == k:
                stream((transfer["from"], p), (transfer["to"], p), float(transfer.get("limit", total)))
        if kind.get("carries_over") and p + 1 < len(periods):
            for r in [*regions, None]:
                stream((r, p), (r, p + 1), total)
    for (r, p), terms in flow.items():
        terms = dict(terms)
        if r is not None:
            for x, amount in use[k, r, p]:
                terms[x] = terms.get(x, 0) + amount
        rows.append((terms, -INFINITY, quota.get((r, p), 0)))

for floor in problem.get("floors", []):
    for r in regions:
        if floor.get("region", r) == r:
            demand = least.get((floor["kind"], r), 0)
            terms = {x: amount for p in range(len(periods)) for x, amount in use[floor["kind"], r, p]}
            rows.append((terms, demand * float(floor["share"]) - demand * 1e-4, INFINITY))

fairness = float(weights["fairness"]) / 100 * sum(stakes.values())
if fairness > 0:
    z = column(fairness, 1, False)
    for r in regions:
        if stakes[r] > 0:
            terms = {x: -worth / stakes[r] for x, worth in served[r]}
            terms[z] = 1
            rows.append((terms, -INFINITY, 0))

rows = [row for row in rows if row[0]]
model = highspy.HighsLp()
model.sense_ = highspy.ObjSense.kMaximize
model.num_col_, model.num_row_ = len(gain), len(rows)
model.col_cost_, model.col_lower_, model.col_upper_ = gain, [0.0] * len(gain), upper
model.row_lower_, model.row_upper_ = [row[1] for row in rows], [row[2] for row in rows]
kind_of = {0: highspy.HighsVarType.kContinuous, 1: highspy.HighsVarType.kInteger}
model.integrality_ = [kind_of[flag] for flag in integer]
starts, columns, factors = [0], [], []
for terms, _, _ in rows:
    columns.extend(terms.keys())
    factors.extend(terms.values())
    starts.append(len(columns))
model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = starts, columns, factors

highs = highspy.Highs()
for option, value in {"output_flag": False, "threads": 1, "mip_rel_gap": data["gap"], "time_limit": data["seconds"]}.items():
    highs.setOptionValue(option, value)
highs.passModel(model)
begun = time.process_time()
highs.run()
seconds = time.process_time() - begun
info = highs.getInfo()
found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
best = info.objective_function_value if found else None
print(json.dumps({"best": best, "bound": info.mip_dual_bound, "seconds": seconds}))
