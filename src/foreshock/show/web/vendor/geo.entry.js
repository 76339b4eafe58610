// Entry of the bundle "geo": map, axes, brush. README.md beside this says how the bundle is made.
export { geoGraticule10, geoMercator, geoNaturalEarth1, geoPath } from "d3-geo";
export { feature, mesh } from "topojson-client";
export { zoom, zoomIdentity, zoomTransform } from "d3-zoom";
export { pointer, select } from "d3-selection";
export { scaleBand, scaleLinear, scaleSqrt, scaleUtc } from "d3-scale";
export { axisBottom, axisLeft } from "d3-axis";
export { brushX } from "d3-brush";
