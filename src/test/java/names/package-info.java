/**
 * What the README says that a name of Flask-SocketIO or socket.io is here, row by row, as an
 * application would write it. Knows only what an application may know, and the test kit.
 */
package names;
