package org.viseme.parity;

import java.util.List;

/** Recomputes the numbers of one fixture. */
@FunctionalInterface
public interface ParityCase {
    List<Comparison> compare(Fixture fixture);
}
