// What the page's policy refuses where this runs, in a page or a worker: directives, and what they were applied to.

/** Nobody answers there; the policy is to refuse before anybody is asked. */
const ELSEWHERE = "https://elsewhere.invalid/";

const ATTEMPTS = {
  eval: () => globalThis.eval("1"),
  Function: () => new Function("return 1")(),
  "a script of another origin": () => import(`${ELSEWHERE}script.js`),
  "a script from text": () => import("data:text/javascript,0"),
  "a request to another origin": () => fetch(ELSEWHERE),
  "a socket to another origin": () => new WebSocket("wss://elsewhere.invalid/"),
  "a worker from text": () => new Worker(URL.createObjectURL(new Blob(["0"]))),
};

export default async function policy() {
  // Code that a debugger runs may do what the policy forbids; code of a later turn may not.
  await turn();
  const refused = {};
  let attempt;
  addEventListener("securitypolicyviolation", ({ effectiveDirective, disposition }) => {
    refused[attempt] = `${effectiveDirective}, ${disposition}`;
  });
  for (attempt of Object.keys(ATTEMPTS)) {
    try {
      await ATTEMPTS[attempt]();
    } catch {
      // The event tells why.
    }
    await turn();
  }
  return refused;
}

function turn() {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
