// The modules are taken one by one from the sources: the bundled build carries all forty of them (three times the size).
declare module "tabulator-tables/src/js/core/Tabulator.js" {
  import { Tabulator } from "tabulator-tables";
  export default Tabulator;
}

declare module "tabulator-tables/src/js/modules/*" {
  import { Module } from "tabulator-tables";
  const module: typeof Module;
  export default module;
}
