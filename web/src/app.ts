/**
 * What every page loads: the style sheet, htmx, and small comforts for plain HTML. The page works without any of it.
 * Heavy islands (the grid, the charts) are fetched only where their element stands on the page.
 */
import "./styles/app.css";
import "./page/hypermedia";
import { installAutoSubmit } from "./page/auto-submit";
import { installConfirmation } from "./page/confirmation";
import { installDialogs } from "./page/dialogs";
import { installFileDrop } from "./page/file-drop";
import { installSubmission } from "./page/submission";
import { installUnsavedGuard } from "./page/unsaved-guard";
import { whenPresent } from "./page/when-present";
import { BusyProgress } from "./progress/busy-progress";
import { ProjectSearch } from "./page/project-search";

// The order matters: a submission that is not confirmed must reach neither the guard nor the busy button.
installConfirmation();
installUnsavedGuard();
installSubmission();
installAutoSubmit();
installDialogs();
installFileDrop();

customElements.define("busy-progress", BusyProgress);
customElements.define("project-search", ProjectSearch);

whenPresent("ledger-grid", () => import("./grid/ledger-grid"));
whenPresent("chart-view", () => import("./chart/chart-view"));
