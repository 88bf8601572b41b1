"""Times the critical path method as one writes it in plain Python: lists, whole numbers, no calendars.

The file has a line "TASKS LINKS", a line of durations, and a line "FROM TO KIND LAG" for each link, tasks in an order in which
everything comes after what it waits for. For each line of standard input both passes are computed once; printed are the
processor seconds, the seconds on the wall and the length of the longest path.
"""

import sys
import time


def read(path):
    with open(path) as lines:
        tasks, links = map(int, next(lines).split())
        durations = list(map(int, next(lines).split()))
        before = [[] for _ in range(tasks)]
        after = [[] for _ in range(tasks)]
        for _ in range(links):
            start, end, kind, lag = map(int, next(lines).split())
            before[end].append((start, kind, lag))
            after[start].append((end, kind, lag))
    return durations, before, after


def schedule(durations, before, after):
    count = len(durations)
    early_start, early_finish = [0] * count, [0] * count
    for task in range(count):
        duration, begin = durations[task], 0
        for other, kind, lag in before[task]:
            if kind == 0:
                asked = early_finish[other] + lag
            elif kind == 1:
                asked = early_start[other] + lag
            else:
                asked = early_finish[other] + lag - duration
            if asked > begin:
                begin = asked
        early_start[task], early_finish[task] = begin, begin + duration
    end = max(early_finish)
    late_start, late_finish = [0] * count, [0] * count
    for task in range(count - 1, -1, -1):
        duration, finish = durations[task], end
        for other, kind, lag in after[task]:
            if kind == 0:
                allowed = late_start[other] - lag
            elif kind == 1:
                allowed = late_start[other] - lag + duration
            else:
                allowed = late_finish[other] - lag
            if allowed < finish:
                finish = allowed
        late_start[task], late_finish[task] = finish - duration, finish
    slack = [late - early for late, early in zip(late_start, early_start)]
    critical = [room <= 0 for room in slack]
    return end, slack, critical


network = read(sys.argv[1])
print("ready", flush=True)
for _ in sys.stdin:
    wall, processor = time.perf_counter(), time.process_time()
    end, _, _ = schedule(*network)
    print(time.process_time() - processor, time.perf_counter() - wall, end, flush=True)
