// Runs the verifier of the offline page on every bundle of a folder: node run.mjs VERIFIER FOLDER POLICY; prints {name: answer}.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [verifier, folder, policyFile] = process.argv.slice(2);
const { verify } = await import(pathToFileURL(verifier));
const policy = await readFile(policyFile, "utf8");
const answers = {};
for (const name of (await readdir(folder)).sort()) answers[name] = (await verify(new Uint8Array(await readFile(join(folder, name))), policy)).answer;
console.log(JSON.stringify(answers));
