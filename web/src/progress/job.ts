/** A job as the server tells it, and the words for it. */
export interface Job {
  state: "running" | "done" | "failed";
  done: number;
  total: number;
  message: string;
  href: string | null;
}

export function isJob(value: unknown): value is Job {
  if (typeof value !== "object" || value === null) return false;
  const job = value as Partial<Job>;
  return (
    (job.state === "running" || job.state === "done" || job.state === "failed") &&
    typeof job.done === "number" &&
    typeof job.total === "number"
  );
}

/** `total` 0 means that the size of the work is not known yet. */
export function phrase(job: Job): { words: string; count: string } {
  const words = job.message || (job.state === "done" ? "已完成" : job.state === "failed" ? "没有完成" : "正在处理……");
  const count = job.total > 0 ? `${grouped(job.done)} / ${grouped(job.total)}` : "";
  return { words, count };
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
