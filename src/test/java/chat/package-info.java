/** The chat of the README, and its test: an application that knows nothing of how Tidings works. */
package chat;
