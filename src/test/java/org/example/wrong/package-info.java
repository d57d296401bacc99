/** An application that must not be deployed. */
package org.example.wrong;
