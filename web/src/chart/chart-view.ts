/**
 * `<chart-view>`: draws the figures of its `<script type="application/json">`; the `<table>` beside it stays one click away and
 * is all there is without script.
 */
import { BarChart, FunnelChart, LineChart } from "echarts/charts";
import { GridComponent, LegendPlainComponent, MarkLineComponent, MarkPointComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { readConfig, type ChartConfig } from "./contract";
import { describe, optionFor } from "./options";
import { readPalette } from "./palette";

use([BarChart, FunnelChart, GridComponent, LegendPlainComponent, LineChart, MarkLineComponent, MarkPointComponent, SVGRenderer, TooltipComponent]);

export class ChartView extends HTMLElement {
  private chart: ECharts | null = null;
  private readonly picture = document.createElement("div");
  private readonly swap = document.createElement("button");
  private readonly sizes = new ResizeObserver(() => this.fit());

  connectedCallback(): void {
    if (this.chart) return;
    const source = this.querySelector('script[type="application/json"]')?.textContent ?? "";
    try {
      this.draw(readConfig(source));
    } catch (error) {
      console.error(error); // The table stays, which says the same.
    }
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
    this.chart?.dispose();
    this.chart = null;
    this.picture.remove();
    this.swap.parentElement?.remove();
  }

  private get fallback(): HTMLElement | null {
    return this.querySelector<HTMLElement>(":scope > table, :scope > .scroll");
  }

  private draw(config: ChartConfig): void {
    this.picture.className = "picture";
    this.picture.setAttribute("role", "img");
    this.picture.setAttribute("aria-label", describe(config));
    this.prepend(this.picture);
    if (this.fallback) this.addSwap();
    this.chart = init(this.picture, null, { renderer: "svg" });
    this.chart.setOption(optionFor(config, readPalette()));
    if (config.kind === "bars" || config.kind === "funnel") this.openOnClick(config.hrefs ?? []);
    this.sizes.observe(this.picture);
  }

  /** The view box lets the style sheet scale the picture on paper, where nobody asks us to draw it again. */
  private fit(): void {
    if (this.picture.clientWidth === 0) return;
    this.chart?.resize();
    const svg = this.picture.querySelector("svg");
    svg?.setAttribute("viewBox", `0 0 ${this.picture.clientWidth} ${this.picture.clientHeight}`);
  }

  private openOnClick(hrefs: Array<string | null>): void {
    this.chart?.on("click", (point) => {
      const href = hrefs[point.dataIndex];
      if (href) window.location.assign(href);
    });
  }

  private addSwap(): void {
    const line = document.createElement("div");
    line.className = "swap no-print";
    this.swap.type = "button";
    this.swap.className = "link-button";
    this.swap.addEventListener("click", () => this.show(this.picture.hasAttribute("hidden")));
    line.append(this.swap);
    this.prepend(line);
    this.show(true);
  }

  private show(picture: boolean): void {
    this.picture.hidden = !picture;
    if (this.fallback) this.fallback.hidden = picture;
    this.swap.textContent = picture ? "看表格" : "看图";
    if (picture) this.fit();
  }
}

customElements.define("chart-view", ChartView);
