/** A listener with nothing but Jakarta WebSocket. */
package org.example.feed;
