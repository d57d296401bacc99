/**
 * An application that is not ours and depends on Tidings as any other: what the tests deploy by
 * itself.
 */
package org.example.quotes;
