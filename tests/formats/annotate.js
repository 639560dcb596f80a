// Reads findings as JSON and writes them as GitHub's own library does.
const core = require("@actions/core");
const fs = require("node:fs");

for (const { level, message, ...properties } of JSON.parse(fs.readFileSync(0, "utf8"))) {
  core[level](message, properties);
}
