// Everything works without script; these modules make working pages pleasanter.
import { focusFaults } from "./faults.js";
import { guardForms } from "./forms.js";
import { keepDrafts } from "./drafts.js";
import { improveUploads } from "./uploads.js";
import { listenToKeys } from "./keys.js";
import { usePasskeys } from "./passkey.js";
import { takeCode } from "./invitation.js";
import { watchHandover } from "./handover.js";
import { installApp } from "./app.js";
import { unfoldMaps } from "./maps.js";

focusFaults();
guardForms();
keepDrafts();
improveUploads();
listenToKeys();
usePasskeys();
takeCode();
watchHandover();
installApp();
unfoldMaps();
