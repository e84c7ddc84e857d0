// Running a plugin again and again on the page's own thread; gives the bytes of the interpreter's memory.

import * as engine from "./bufwasm/engine/bufwasm_web.js";

export default async function repeat({ load }, { echo, runs }) {
  const bufwasm = await load();
  window.echo ??= await bufwasm.compile(echo);
  const times = Number(new TextDecoder().decode(runs));
  for (let run = 0; run < times; run += 1) {
    await window.echo.run({ stdin: "hello" });
  }
  return engine.linear_memory().buffer.byteLength;
}
