/** What the pictures of a document hold (`crates/domain/src/picture.rs`). How many pixels a day has is for the drawing to say. */
export type { Branch } from "../../../generated/Branch";
export type { Chart } from "../../../generated/Chart";
export type { ChartPosition as Position } from "../../../generated/ChartPosition";
export type { Flow } from "../../../generated/Flow";
export type { HeatMap } from "../../../generated/HeatMap";
export type { HeatRisk } from "../../../generated/HeatRisk";
export type { Line } from "../../../generated/Line";
export type { Listing } from "../../../generated/Listing";
export type { Picture } from "../../../generated/Picture";
export type { Step } from "../../../generated/Step";
export type { Timeline } from "../../../generated/Timeline";
