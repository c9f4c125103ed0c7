package org.viseme.report;

import java.math.BigDecimal;

/**
 * A figure of a paper.
 *
 * @param paper short name: AttnWav2Lip, LPIPS-AttnWav2Lip, TalkLip or AV-CAT
 * @param table number of the table in that paper
 * @param method row of the table; {@link MeasuredFigure#REAL_VIDEO} for the ground truth
 * @param dataset what was measured on
 * @param protocol {@code self-driven} (first frame as reference, own sound), {@code cross-driven} (another clip's
 *     sound) or {@code not stated}
 * @param value with the decimals that are printed
 * @param note how the paper heads the figure, who scored, what is wrong or unusual; empty or parts separated by "; "
 */
public record PublishedFigure(
        String paper,
        String table,
        String method,
        String dataset,
        String protocol,
        Measure measure,
        BigDecimal value,
        String note) {
    public boolean isReal() {
        return method.equals(MeasuredFigure.REAL_VIDEO);
    }
}
