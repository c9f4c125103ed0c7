package org.viseme.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.VisemeException;

/** Settings of a recipe by name, as {@code --set} gives them; those of the records inside a recipe too. */
public final class RecipeSettings {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private RecipeSettings() {}

    /**
     * The recipe with some settings replaced.
     *
     * @throws VisemeException for a name that the recipe does not have, or a value that does not fit
     */
    public static <R> R with(R recipe, Map<String, String> changes) {
        ObjectNode values = MAPPER.valueToTree(recipe);
        changes.forEach((key, value) -> {
            if (!replace(values, key, value)) {
                throw new VisemeException(key, "is no setting of this recipe", "use one of " + names(values));
            }
        });
        try {
            @SuppressWarnings("unchecked")
            R changed = (R) MAPPER.convertValue(values, recipe.getClass());
            return changed;
        } catch (IllegalArgumentException e) {
            throw ownProblem(e)
                    .orElseGet(() -> new VisemeException(
                            changes.toString(), "does not fit the recipe", "give values like those in " + values, e));
        }
    }

    /** A recipe that finds a value impossible says so itself. */
    private static Optional<VisemeException> ownProblem(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof VisemeException own) {
                return Optional.of(own);
            }
        }
        return Optional.empty();
    }

    /** Replaces every setting of that name, such as the seeds of weights and of batches; commas divide a list. */
    private static boolean replace(ObjectNode values, String key, String value) {
        boolean found = false;
        for (String name : fields(values)) {
            JsonNode field = values.get(name);
            if (field instanceof ObjectNode inner) {
                found |= replace(inner, key, value);
            } else if (name.equals(key)) {
                if (field.isArray()) {
                    ArrayNode list = values.putArray(name);
                    Arrays.stream(value.split(",")).map(String::strip).forEach(list::add);
                } else {
                    values.put(name, value);
                }
                found = true;
            }
        }
        return found;
    }

    private static List<String> names(ObjectNode values) {
        List<String> names = new ArrayList<>();
        for (String name : fields(values)) {
            if (values.get(name) instanceof ObjectNode inner) {
                names.addAll(names(inner));
            } else {
                names.add(name);
            }
        }
        return names;
    }

    private static List<String> fields(ObjectNode values) {
        List<String> fields = new ArrayList<>();
        values.fieldNames().forEachRemaining(fields::add);
        return fields;
    }
}
