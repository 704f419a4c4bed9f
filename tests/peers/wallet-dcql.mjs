// dcql as oracle: which queries do these credentials satisfy? Reads [{ query, credentials }], prints a list of verdicts.
import { DcqlQuery } from 'dcql';
import { text } from 'node:stream/consumers';

const cases = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(cases.map(({ query, credentials }) => {
  try {
    const parsed = DcqlQuery.parse(query);
    DcqlQuery.validate(parsed);
    return DcqlQuery.query(parsed, credentials).can_be_satisfied;
  } catch {
    return null;
  }
})));
