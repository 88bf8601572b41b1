/**
 * `<busy-progress data-src="/jobs/17.json">`: watches a job and says how far it is; when it is done, goes on to its page.
 * The job runs on the server: this page may be left and found again.
 */
import { isJob, phrase, type Job } from "./job";

const FIRST_MS = 500;
const SLOWEST_MS = 3000;

export class BusyProgress extends HTMLElement {
  private timer = 0;
  private misses = 0;
  private pause = FIRST_MS;
  private words = document.createElement("span");
  private count = document.createElement("span");
  private meter = document.createElement("progress");

  connectedCallback(): void {
    const line = document.createElement("p");
    line.className = "line";
    this.words.setAttribute("role", "status");
    this.words.setAttribute("aria-live", "polite");
    this.words.textContent = this.textContent?.trim() || "正在处理……";
    this.count.className = "num muted";
    this.meter.setAttribute("aria-label", "进度");
    line.append(this.words, this.count);
    this.replaceChildren(line, this.meter);
    void this.look();
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    try {
      const answer = await fetch(this.dataset["src"] ?? "", { headers: { accept: "application/json" }, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const job: unknown = await answer.json();
      if (!isJob(job)) throw new Error("not a job");
      this.misses = 0;
      this.show(job);
    } catch {
      this.miss();
    }
  }

  private show(job: Job): void {
    const told = phrase(job);
    if (this.words.textContent !== told.words) this.words.textContent = told.words;
    this.count.textContent = told.count;
    if (job.total > 0) {
      this.meter.max = job.total;
      this.meter.value = Math.min(job.done, job.total);
    }
    if (job.state === "running") return this.again();
    if (job.state === "failed") return this.fail(job);
    this.meter.max = 1;
    this.meter.value = 1;
    this.dispatchEvent(new CustomEvent("job-done", { bubbles: true, detail: job }));
    if (job.href) window.location.assign(job.href);
  }

  private fail(job: Job): void {
    this.meter.classList.add("bad");
    const notice = document.createElement("div");
    notice.className = "notice bad";
    notice.setAttribute("role", "alert");
    notice.textContent = job.message || "处理没有完成，什么也没有保存。";
    if (job.href) {
      const link = document.createElement("a");
      link.href = job.href;
      link.textContent = "查看详情";
      notice.append(" ", link);
    }
    this.replaceChildren(notice);
  }

  private miss(): void {
    this.misses += 1;
    if (this.misses >= 3) this.words.textContent = "暂时连不上服务器，处理仍在后台继续，正在重新连接……";
    this.again();
  }

  private again(): void {
    if (!this.isConnected) return;
    this.timer = window.setTimeout(() => void this.look(), this.pause);
    this.pause = Math.min(this.pause * 1.3, SLOWEST_MS);
  }
}
