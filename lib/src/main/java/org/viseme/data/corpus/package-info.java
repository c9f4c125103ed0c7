/** The corpora of the field, one reader each, as their publishers hand them out. */
package org.viseme.data.corpus;
