// Writes what Node says to each line of expressions.txt: `TZ=UTC node expect.js`.
const fs = require("fs");
const { inspect } = require("util");
const file = __dirname + "/expressions.txt";
const said = (expression) => {
  try {
    return inspect((0, eval)(`(${expression})`));
  } catch (thrown) {
    return `throws ${String(thrown)}`;
  }
};
const lines = fs.readFileSync(file, "utf8").split("\n").map((line) => {
  const expression = line.split(" => ")[0];
  return expression === "" || expression[0] === "#" ? line : `${expression} => ${said(expression).replaceAll("\n", "⏎")}`;
});
fs.writeFileSync(file, lines.join("\n"));
