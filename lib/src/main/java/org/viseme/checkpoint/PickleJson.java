package org.viseme.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Settings of a pickle as JSON; an inert record becomes an object whose {@code __class__} is its name. */
final class PickleJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Where containers and leaves of OmegaConf keep what they hold. */
    private static final List<String> SETTINGS_VALUES = List.of("_content", "_val");

    private PickleJson() {}

    static JsonNode of(Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case String text -> JSON.textNode(text);
            case Boolean flag -> JSON.booleanNode(flag);
            case Long number -> JSON.numberNode(number);
            case BigInteger number -> JSON.numberNode(number);
            case Double number -> Double.isFinite(number) ? JSON.numberNode(number) : JSON.textNode(number.toString());
            case byte[] bytes -> JSON.binaryNode(bytes);
            case List<?> list -> array(list);
            case PickleTuple tuple -> array(tuple.items());
            case Map<?, ?> map -> putAll(JSON.objectNode(), map);
            case InertRecord record -> record(record);
            case TensorView view -> JSON.textNode("tensor " + Arrays.toString(view.shape()));
            case PickleGlobal.Unknown unknown -> JSON.textNode(unknown.toString());
            case PickleGlobal.TypeName type ->
                JSON.textNode("torch." + type.dtype().torchName());
            default -> JSON.textNode(value.getClass().getSimpleName());
        };
    }

    private static ArrayNode array(List<?> items) {
        ArrayNode array = JSON.arrayNode();
        items.forEach(item -> array.add(of(item)));
        return array;
    }

    private static ObjectNode putAll(ObjectNode object, Map<?, ?> map) {
        map.forEach((key, value) -> object.set(String.valueOf(key), of(value)));
        return object;
    }

    /**
     * A record with nothing but attributes shows them as its fields, any other shows its contents in order. A node of
     * settings is what it holds.
     */
    private static JsonNode record(InertRecord record) {
        ObjectNode object = JSON.objectNode().put("__class__", record.origin().toString());
        List<Object> contents = record.contents().stream()
                .filter(item ->
                        !(item instanceof PickleTuple tuple && tuple.items().isEmpty()))
                .toList();
        if (contents.size() == 1 && contents.getFirst() instanceof Map<?, ?> attributes) {
            for (String value : SETTINGS_VALUES) {
                if (record.isSettingsNode() && attributes.containsKey(value)) {
                    return of(attributes.get(value));
                }
            }
            return putAll(object, attributes);
        }
        if (!contents.isEmpty()) {
            object.set("contents", array(contents));
        }
        return object;
    }
}
