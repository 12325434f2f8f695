// `?view=comms&theme=dark&data=empty` chooses what is shown.
import "../src/styles/fonts.css";
import "../src/styles/tokens.css";
import "../src/styles/base.css";
import { mount } from "svelte";
import { route, type Place } from "../src/session/route.svelte";
import App from "../src/views/App.svelte";

const wanted = new URLSearchParams(location.search);
const view = wanted.get("view");
if (view) route.go({ view, ...Object.fromEntries(wanted) } as unknown as Place);

const target = document.getElementById("app");
if (target) mount(App, { target });
