/** What the families of models have in common; their networks stand in packages of their own. */
package org.viseme.model;
