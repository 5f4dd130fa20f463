/** The demo cannot go on; the message is a sentence for the person who watches. */
export class DemoFailure extends Error {
  override readonly name = "DemoFailure";
}
