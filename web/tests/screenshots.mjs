// Pictures of the playground in all its states, to be looked at: `cargo xtask web --screenshots`.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { TARGET, addPlugin, built, generate, launch, playground } from "./world.mjs";

const DIRECTORY = join(TARGET, "web/screenshots");

const DEVICES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};

const source = (page) => page.getByRole("textbox", { name: /^Source of/ });

/** How the page comes into each state. A state begins where the one before it ended. */
const STATES = {
  first: async () => {},
  ready: async (page) => page.getByText("Add a ready plugin").click(),
  result: async (page) => {
    await page.getByText("Add a ready plugin").click();
    await generate(page);
  },
  changed: async (page) => source(page).fill(`${await source(page).inputValue()}\nmessage More {}\n`),
  drop: async (page) => page.evaluate(() => document.body.classList.add("dropping")),
  error: async (page) => {
    await page.evaluate(() => document.body.classList.remove("dropping"));
    await page.getByRole("tab", { name: "money.proto" }).click();
    await source(page).fill('syntax = "proto3";\n\nmessage Money {\n  Nothing x = 1;\n  strin y = 2;\n}\n');
    await page.locator("#generate").click();
    await page.getByText(/^\d+ errors? in .proto files.$/).waitFor();
  },
  refused: async (page) => {
    await page.setInputFiles("#add-plugin", { name: "protoc-gen-go", mimeType: "", buffer: Buffer.from("\x7fELF program") });
    await page.getByText("Nothing was opened.").waitFor();
  },
  running: async (page) => {
    await source(page).fill('syntax = "proto3";\nmessage Money {}\n');
    await addPlugin(page, "protoc-gen-slow", built("guests/rust-local/spin.wasm"));
    await page.locator("#generate").click();
    await page.getByText("Running protoc-gen-slow").waitFor();
    await page.waitForTimeout(1500);
  },
};

mkdirSync(DIRECTORY, { recursive: true });
for (const [device, options] of Object.entries(DEVICES)) {
  const context = await launch({ acceptDownloads: true, ...options });
  const page = await playground(context);
  for (const [state, enter] of Object.entries(STATES)) {
    await enter(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      // What scrolls on its own is drawn a little later.
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(DIRECTORY, `${device}-${state}-${colorScheme}.png`) });
    }
  }
  await context.close();
}
console.log(`the screenshots are in ${DIRECTORY}`);
