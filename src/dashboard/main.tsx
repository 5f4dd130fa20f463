import "./strict-zod.ts";
import { render } from "preact";
import { startClock } from "#dashboard/data/clock.ts";
import { startSession } from "#dashboard/data/session.ts";
import { startTheme } from "#dashboard/data/theme.ts";
import { startNavigation } from "#dashboard/routes/navigation.ts";
import { App } from "./app.tsx";
import "./style/tokens.css";
import "./style/base.css";
import "./style/layout.css";
import "./style/panels.css";
import "./style/table.css";
import "./style/factories.css";
import "./style/job.css";

startTheme();
startSession();
startClock();
startNavigation();

const page = document.querySelector("#page");
if (page === null) throw new Error("index.html lost the element with the id page.");
render(<App />, page);
