package org.viseme.data;

import java.util.List;
import java.util.stream.Collectors;
import org.viseme.VisemeException;

/** Stores that are used together; all hold crops of one size and spectrograms of one kind. */
record StoreMix(List<WeightedStore> parts) {
    StoreMix {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("no store");
        }
        StoreSettings first = parts.getFirst().store().settings();
        for (WeightedStore part : parts) {
            StoreSettings settings = part.store().settings();
            if (settings.cropSize() != first.cropSize() || !settings.mel().equals(first.mel())) {
                throw new VisemeException(
                        part.store().folder().toString(),
                        "made with crops of " + settings.cropSize() + " pixels and " + settings.mel() + ", but "
                                + parts.getFirst().store().folder() + " with " + first.cropSize() + " and "
                                + first.mel(),
                        "prepare them with the same settings");
            }
        }
    }

    int cropSize() {
        return parts.getFirst().store().settings().cropSize();
    }

    @Override
    public String toString() {
        return parts.stream().map(part -> part.store().folder().toString()).collect(Collectors.joining(" + "));
    }
}
