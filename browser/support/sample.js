// Makes the sample cases once: `node support/sample.js FOLDER` serves the demonstration on a new folder until it stands and stops, so
// that the servers of the tests begin on copies of it (`DANTIN_TEST_SAMPLE`).

import { rm } from "node:fs/promises";
import { startServer } from "./server.js";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node support/sample.js FOLDER");
await rm(folder, { recursive: true, force: true });
const server = await startServer({ folder });
await server.stop({ keep: true });
