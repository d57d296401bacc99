/** An application with users and transactions, as the tests deploy it. */
package org.example.desk;
