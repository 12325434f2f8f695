/** Where an address of prose leads. */
import { transport } from "../../../backend";
import { attachmentOf } from "../attachment/store.svelte";
import { viewer } from "../attachment/viewer.svelte";

/** An attached file opens here; every other address outside, through the shell. */
export function openAddress(href: string): void {
  const attachment = attachmentOf(href);
  if (attachment) viewer.open(attachment);
  else void transport.openLink(href);
}
