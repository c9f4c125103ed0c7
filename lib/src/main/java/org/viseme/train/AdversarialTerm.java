package org.viseme.train;

import org.viseme.VisemeException;

/**
 * The quality discriminator's part in a generator's loss.
 *
 * @param adversarialWeight b; 0.07 in the papers, 0 for no discriminator
 * @param discriminatorRate the discriminator's learning rate as a multiple of the generator's (Heusel et al., 2017, "GANs
 *     trained by a two time-scale update rule"); 1 in the papers
 * @param headStart steps in which the discriminator learns before the generator listens to it; 0 in the papers. One that
 *     knows nothing chases a generator that can draw already, and neither learns
 */
public record AdversarialTerm(double adversarialWeight, double discriminatorRate, int headStart) {
    public AdversarialTerm {
        if (!(adversarialWeight >= 0 && discriminatorRate > 0 && headStart >= 0)) {
            throw new VisemeException(
                    "adversarialWeight=" + adversarialWeight + ", discriminatorRate=" + discriminatorRate
                            + ", headStart=" + headStart,
                    "cannot be trained with",
                    "use a weight and a head start of at least 0, and a rate above 0");
        }
    }

    /** As in the papers. */
    static AdversarialTerm of(double weight) {
        return new AdversarialTerm(weight, 1, 0);
    }

    AdversarialTerm withWeight(double weight) {
        return new AdversarialTerm(weight, discriminatorRate, headStart);
    }
}
