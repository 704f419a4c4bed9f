// Takes a document with its proof inside apart (PDF), without network: the document as it was issued, the attachments behind it, the seal
// behind those. What was read is built again and compared, so nothing else was added: a reader shows the newest revision. The seal itself
// is not checked here; what proves the document is the log.

/** @returns Map of file name to bytes, as from an archive */
export async function takeApart(bytes) {
  const must = (holds) => {
    if (!holds) throw new RangeError("no document with proof");
  };
  const latin = (from) => {
    let string = "";
    for (let at = 0; at < from.length; at += 8192) string += String.fromCharCode(...from.subarray(at, at + 8192));
    return string;
  };
  const raw = (string) => Uint8Array.from(string, (c) => c.charCodeAt(0));
  const hexa = (from) => [...from].map((byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
  const wide = (string) => `<FEFF${[...string].map((c) => c.charCodeAt(0).toString(16).padStart(4, "0")).join("").toUpperCase()}>`;
  const narrow = (digits) => String.fromCharCode(...digits.match(/.{4}/g).map((four) => parseInt(four, 16)));
  const matched = (pattern, string, at = 0) => {
    pattern.lastIndex = at;
    const found = pattern.exec(string);
    must(found);
    return found;
  };

  /** Appends to a file with plain cross-reference tables, as the server does. */
  class Revision {
    constructor(before) {
      this.before = before;
      this.text = latin(before);
      this.offsets = new Map();
      this.changed = new Map();
      this.previous = Number(matched(/startxref\n(\d{1,9})\n%%EOF\n$/g, this.text, Math.max(0, this.text.length - 64))[1]);
      let newest = null;
      for (let at = this.previous, turns = 0; at !== null; turns++) {
        must(turns < 16);
        const trailer = this.table(at);
        newest ??= trailer;
        const earlier = /\/Prev (\d{1,9})/.exec(trailer);
        at = earlier ? Number(earlier[1]) : null;
      }
      [this.size, this.root, this.info] = ["Size", "Root", "Info"].map((name) => Number(matched(new RegExp(`/${name} (\\d{1,9})`, "g"), newest)[1]));
      this.identity = matched(/\/ID\[<([0-9A-F]{32})>/g, newest)[1];
    }

    table(at) {
      must(this.text.startsWith("xref\n", at));
      at += 5;
      const section = /(\d{1,9}) (\d{1,7})\n/y;
      for (let found; (section.lastIndex = at), (found = section.exec(this.text)); ) {
        at += found[0].length;
        for (let i = 0; i < Number(found[2]); i++, at += 20) {
          must(at + 20 <= this.text.length);
          const id = Number(found[1]) + i;
          if (this.text[at + 17] === "n" && !this.offsets.has(id)) this.offsets.set(id, Number(this.text.slice(at, at + 10)));
        }
      }
      return matched(/trailer\n(<<[^\n]*>>)\n/y, this.text, at)[1];
    }

    dictionary(id) {
      if (this.changed.has(id)) return latin(this.changed.get(id));
      const at = this.offsets.get(id);
      const head = `${id} 0 obj\n`;
      must(at !== undefined && this.text.startsWith(head, at));
      const end = this.text.indexOf("\nendobj\n", at);
      must(end >= at + head.length);
      return this.text.slice(at + head.length, end);
    }

    firstPage() {
      const pages = Number(matched(/\/Pages (\d{1,9}) 0 R/g, this.dictionary(this.root))[1]);
      return Number(matched(/\/Kids\[(\d{1,9}) 0 R/g, this.dictionary(pages))[1]);
    }

    add(body) {
      this.changed.set(this.size, body);
      return this.size++;
    }

    set(id, body) {
      this.changed.set(id, raw(body));
    }

    extend(id, entries) {
      this.set(id, `${this.dictionary(id).slice(0, -2)}${entries}>>`);
    }

    async write(comment) {
      const parts = [this.before];
      let length = this.before.length;
      const put = (part) => {
        parts.push(part);
        length += part.length;
      };
      if (comment) put(raw(`%${comment}\n`));
      const ids = [...this.changed.keys()].sort((a, b) => a - b);
      const places = new Map();
      for (const id of [...ids.filter((one) => !this.offsets.has(one)), ...ids.filter((one) => this.offsets.has(one))]) {
        places.set(id, length);
        put(raw(`${id} 0 obj\n`));
        put(this.changed.get(id));
        put(raw("\nendobj\n"));
      }
      const joined = () => {
        const all = new Uint8Array(length);
        let at = 0;
        for (const part of parts) {
          all.set(part, at);
          at += part.length;
        }
        return all;
      };
      const now = hexa(new Uint8Array(await crypto.subtle.digest("SHA-256", joined())).subarray(0, 16));
      const table = length;
      let tail = "xref\n";
      for (let first = 0; first < ids.length; ) {
        let next = first + 1;
        while (next < ids.length && ids[next] === ids[next - 1] + 1) next++;
        tail += `${ids[first]} ${next - first}\n`;
        for (; first < next; first++) tail += `${String(places.get(ids[first])).padStart(10, "0")} 00000 n \n`;
      }
      tail += `trailer\n<</Size ${this.size}/Root ${this.root} 0 R/Info ${this.info} 0 R/ID[<${this.identity}><${now}>]/Prev ${this.previous}>>\n`;
      put(raw(`${tail}startxref\n${table}\n%%EOF\n`));
      return joined();
    }
  }

  const begins = (whole, part) => part.length <= whole.length && part.every((byte, i) => byte === whole[i]);
  const whole = latin(bytes);
  const mark = whole.lastIndexOf("\n%rathaus-bundle/v1 ");
  must(mark >= 0);
  const document = bytes.subarray(0, mark + 1);
  const head = matched(/%rathaus-bundle\/v1 (\d{1,9})\n/y, whole, mark + 1);
  must(Number(head[1]) === mark + 1);

  // The attachments, one behind the other, in the order of their names.
  const files = [];
  const stream = /\d{1,9} 0 obj\n<<\/Type\/EmbeddedFile\/Subtype\/([A-Za-z0-9#.+_-]{1,100})\/Params<<\/Size (\d{1,8})\/ModDate\(D:(\d{14})Z\)>>\/Length \2>>\nstream\n/y;
  const named = /\nendstream\nendobj\n\d{1,9} 0 obj\n<<\/Type\/Filespec\/F <FEFF((?:00[2-7][0-9A-F]){1,200})>\/UF <FEFF\1>\/Desc <FEFF((?:00[2-7][0-9A-F]){0,400})>\/AFRelationship\/([A-Za-z]{1,20})\/EF<<\/F \d{1,9} 0 R\/UF \d{1,9} 0 R>>>>\nendobj\n/y;
  for (let at = mark + 1 + head[0].length; files.length < 8; ) {
    stream.lastIndex = at;
    const found = stream.exec(whole);
    if (!found) break;
    const start = at + found[0].length;
    const content = bytes.slice(start, start + Number(found[2]));
    const about = matched(named, whole, start + Number(found[2]));
    files.push({ type: found[1], date: found[3], content, name: narrow(about[1]), about: narrow(about[2]), relation: about[3] });
    at = start + content.length + about[0].length;
  }
  must(files.length > 0);

  const attached = new Revision(document);
  must(!attached.dictionary(attached.root).includes("/EmbeddedFiles"));
  const links = files.map((file, i) => {
    must(i === 0 || files[i - 1].name < file.name);
    const said = `<</Type/EmbeddedFile/Subtype/${file.type}/Params<</Size ${file.content.length}/ModDate(D:${files.at(-1).date}Z)>>/Length ${file.content.length}>>\nstream\n`;
    const id = attached.add(raw(said + latin(file.content) + "\nendstream"));
    const name = wide(file.name);
    return [name, attached.add(raw(`<</Type/Filespec/F ${name}/UF ${name}/Desc ${wide(file.about)}/AFRelationship/${file.relation}/EF<</F ${id} 0 R/UF ${id} 0 R>>>>`))];
  });
  attached.extend(
    attached.root,
    `/AF[${links.map(([, id]) => `${id} 0 R`).join(" ")}]/Names<</EmbeddedFiles<</Names[${links.map(([name, id]) => `${name} ${id} 0 R`).join(" ")}]>>>>`,
  );
  const withFiles = await attached.write(`rathaus-bundle/v1 ${document.length}`);
  must(begins(bytes, withFiles));

  // One seal and nothing behind it; its content stays out of the comparison.
  const signed = matched(/\/Name<FEFF((?:[0-9A-F]{4}){1,200})>\/M\(D:(\d{14})Z\)\/ByteRange\[[0-9 ]{1,60}\] *\/Contents<([0-9A-F]{2,100000})>>>/g, whole, withFiles.length);
  must(signed[3].length % 2 === 0);
  const sealed = new Revision(withFiles);
  const page = sealed.firstPage();
  must(!sealed.dictionary(sealed.root).includes("/Fields["));
  const empty = "/ByteRange[0 0000000000 0000000000 0000000000]";
  const signature = sealed.add(raw(
    `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name<FEFF${signed[1]}>/M(D:${signed[2]}Z)${empty}/Contents<${"0".repeat(signed[3].length)}>>>`));
  const field = sealed.add(raw(
    `<</Type/Annot/Subtype/Widget/FT/Sig/T${wide("Siegel 1")}/TU${wide("Elektronisches Siegel")}/V ${signature} 0 R/P ${page} 0 R/F 132/Rect[-1 -1 -1 -1]>>`));
  sealed.extend(sealed.root, `/AcroForm<</Fields[${field} 0 R]/SigFlags 3>>`);
  const annotations = /\/Annots\[([0-9R ]+)\]/.exec(sealed.dictionary(page));
  if (annotations) sealed.set(page, sealed.dictionary(page).replaceAll(annotations[0], `/Annots[${annotations[1]} ${field} 0 R]`));
  else sealed.extend(page, `/Annots[${field} 0 R]`);
  const again = latin(await sealed.write());
  const range = again.lastIndexOf(empty);
  const from = again.indexOf("/Contents<", range) + "/Contents".length;
  const to = from + 2 + signed[3].length;
  const expected = again.slice(0, range) + `/ByteRange[0 ${from} ${to} ${again.length - to}]`.padEnd(empty.length) + again.slice(range + empty.length, from + 1)
    + signed[3] + again.slice(to - 1);
  must(expected === whole);

  const taken = new Map(files.map((file) => [file.name, file.content]));
  must(taken.size === files.length && !taken.has("document.pdf"));
  return taken.set("document.pdf", document);
}
