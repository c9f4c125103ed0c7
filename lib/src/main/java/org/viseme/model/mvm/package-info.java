/**
 * Which word do these lips say? A classifier with a memory of how lips sound (Kim et al., "Distinguishing homophenes
 * using multi-head visual-audio memory for lip reading", AAAI 2022), with the names of the authors' networks. It
 * observes: the accuracy ACC of generated lips is what it makes of them. Read {@link
 * org.viseme.model.mvm.WordClassifier} first.
 */
package org.viseme.model.mvm;
