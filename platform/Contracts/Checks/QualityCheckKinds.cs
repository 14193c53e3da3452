using System.Text.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Checks;

/// <summary>The kinds of quality checks by the key that names them in a descriptor.</summary>
public static class QualityCheckKinds
{
    private static readonly Dictionary<string, (Func<CheckSection, QualityCheck?> Read, Func<JsonElement, QualityCheck> Parse)> Readers = new(StringComparer.Ordinal)
    {
        [NotNullCheck.Name] = (NotNullCheck.Read, NotNullCheck.Parse),
        [UniqueCheck.Name] = (UniqueCheck.Read, UniqueCheck.Parse),
        [AcceptedValuesCheck.Name] = (AcceptedValuesCheck.Read, AcceptedValuesCheck.Parse),
        [RangeCheck.Name] = (RangeCheck.Read, RangeCheck.Parse),
        [RegexCheck.Name] = (RegexCheck.Read, RegexCheck.Parse),
        [RowCountCheck.Name] = (RowCountCheck.Read, RowCountCheck.Parse),
        [FreshnessCheck.Name] = (FreshnessCheck.Read, FreshnessCheck.Parse),
        [CompletenessCheck.Name] = (CompletenessCheck.Read, CompletenessCheck.Parse),
        [ReferentialCheck.Name] = (ReferentialCheck.Read, ReferentialCheck.Parse),
        [DistributionDriftCheck.Name] = (DistributionDriftCheck.Read, DistributionDriftCheck.Parse),
        [SqlCheck.Name] = (SqlCheck.Read, SqlCheck.Parse),
    };

    /// <summary>The keys, in the order of messages and docs.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Readers.Keys];

    /// <summary>Reads the check of a kind; null when something is wrong with it, which is noted.</summary>
    internal static QualityCheck? Read(string kind, CheckSection section) => Readers[kind].Read(section);

    /// <summary>Reads the check of a kind from its terms in JSON.</summary>
    internal static QualityCheck Parse(string kind, JsonElement terms) => Readers.TryGetValue(kind, out var reader)
        ? reader.Parse(terms)
        : throw new JsonException($"{Quoted.Text(kind)} is not a kind of check: {string.Join(", ", All)}.");
}
