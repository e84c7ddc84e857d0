// Formats the TypeScript in the CodeGeneratorResponse on stdin as ts-poet 6.12 has dprint-node do it.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { createRequire } = require("node:module");

const load = createRequire(join(process.cwd(), "node_modules/ts-proto/package.json"));
const { CodeGeneratorResponse } = load("ts-proto-descriptors");
const options = {
  useTabs: false,
  useBraces: "always",
  singleBodyPosition: "nextLine",
  "arrowFunction.useParentheses": "force",
  "module.sortImportDeclarations": "caseSensitive",
  lineWidth: 120,
  preferSingleLine: true,
};
const response = CodeGeneratorResponse.decode(readFileSync(0));
for (const file of response.file) {
  file.content = createRequire(load.resolve("ts-poet"))("dprint-node").format("file.ts", file.content.trim(), options);
}
process.stdout.write(CodeGeneratorResponse.encode(response).finish());
