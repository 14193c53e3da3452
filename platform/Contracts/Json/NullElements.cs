using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace MeshStarter.Contracts.Json;

/// <summary>
/// Refuses null in a list or map whose declared elements cannot be null: the serializer's own switch looks at members and not into
/// their elements.
/// </summary>
internal static class NullElements
{
    // Returns the place of the first null in a collection, such as [3]; null when there is none.
    private delegate string? Finder(object collection);

    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var nullability = new NullabilityInfoContext();
        List<(JsonPropertyInfo Member, Finder Find)> members = [];
        foreach (var property in type.Properties)
        {
            if (property is { Get: not null, AttributeProvider: PropertyInfo declared } && Of(nullability.Create(declared)) is { } find)
            {
                members.Add((property, find));
            }
        }

        if (members.Count == 0)
        {
            return;
        }

        var then = type.OnDeserialized;
        type.OnDeserialized = value =>
        {
            foreach (var (member, find) in members)
            {
                if (member.Get!(value) is { } collection && find(collection) is { } place)
                {
                    throw new JsonRuleException("is null. Leave it out, or give a value.", $".{member.Name}{place}");
                }
            }

            then?.Invoke(value);
        };
    }

    private static Finder? Of(NullabilityInfo collection)
    {
        var element = collection.ElementType ?? (typeof(IEnumerable).IsAssignableFrom(collection.Type) ? collection.GenericTypeArguments.LastOrDefault() : null);
        if (element is null)
        {
            return null;
        }

        var refusesNull = element.ReadState == NullabilityState.NotNull && !element.Type.IsValueType;
        var within = Of(element);
        return refusesNull || within is not null ? value => First(value, refusesNull, within) : null;
    }

    private static string? First(object collection, bool refusesNull, Finder? within)
    {
        var map = collection as IDictionary;
        var names = map?.Keys.GetEnumerator();
        var index = 0;
        foreach (var element in map?.Values ?? (IEnumerable)collection)
        {
            names?.MoveNext();
            var rest = element is null ? (refusesNull ? "" : null) : within?.Invoke(element);
            if (rest is not null)
            {
                return (names is null ? $"[{index}]" : $".{names.Current}") + rest;
            }

            index++;
        }

        return null;
    }
}
