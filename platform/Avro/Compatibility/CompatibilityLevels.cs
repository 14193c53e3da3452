using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Avro.Compatibility;

/// <summary>The levels' names, and what they ask of a new schema.</summary>
public static class CompatibilityLevels
{
    private static readonly string[] Names = ["NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"];

    /// <summary>The level's name, <c>BACKWARD_TRANSITIVE</c>.</summary>
    public static string NameOf(CompatibilityLevel level) => Names[(int)level];

    /// <summary>Reads a level's name; case does not count.</summary>
    public static bool TryParse(string? name, out CompatibilityLevel level)
    {
        var index = Array.FindIndex(Names, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
        level = (CompatibilityLevel)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>
    /// Holds a new schema against the earlier ones. The newest that it conflicts with is the one that is named; the
    /// reasons say <c>new</c> and <c>old</c>.
    /// </summary>
    /// <param name="level">The required level.</param>
    /// <param name="schema">The new schema.</param>
    /// <param name="earlier">The earlier ones, oldest first.</param>
    /// <returns>The conflict; null when there is none.</returns>
    /// <exception cref="AvroSchemaException">The types contain themselves in such a way that they cannot be compared.</exception>
    public static CompatibilityConflict? Check(CompatibilityLevel level, AvroSchema schema, IReadOnlyList<AvroSchema> earlier)
    {
        ArgumentNullException.ThrowIfNull(earlier);
        var transitive = level is CompatibilityLevel.BackwardTransitive or CompatibilityLevel.ForwardTransitive or CompatibilityLevel.FullTransitive;
        var backward = level is CompatibilityLevel.Backward or CompatibilityLevel.BackwardTransitive or CompatibilityLevel.Full or CompatibilityLevel.FullTransitive;
        var forward = level is CompatibilityLevel.Forward or CompatibilityLevel.ForwardTransitive or CompatibilityLevel.Full or CompatibilityLevel.FullTransitive;
        for (var i = earlier.Count - 1; i >= 0 && (transitive || i == earlier.Count - 1); i--)
        {
            List<CompatibilityReason> reasons = [];
            if (backward)
            {
                reasons.AddRange(AvroCompatibility.Check(schema, earlier[i]).Select(reason => new CompatibilityReason(reason, reason.Describe("new", "old"))));
            }

            if (forward)
            {
                reasons.AddRange(AvroCompatibility.Check(earlier[i], schema).Select(reason => new CompatibilityReason(reason, reason.Describe("old", "new"))));
            }

            if (reasons.Count > 0)
            {
                return new CompatibilityConflict(i, reasons);
            }
        }

        return null;
    }
}
